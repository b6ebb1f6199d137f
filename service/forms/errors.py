"""A form file that cannot be used."""

from collections.abc import Sequence

from service.errors import PathwaysError
from service.findings import Finding


class FormError(PathwaysError):
    """The file is no form that can be shown and checked; `findings` says what, where and how to mend it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f"{f.file} {f.element or ''}: {f.message} {f.remedy}" for f in findings))
        self.findings = tuple(findings)
