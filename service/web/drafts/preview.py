"""A form as those who fill it in will see it, drawn from a file that is still being written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.findings import Finding
from service.forms import Form, FormError, Option, OptionList, OptionLists, read_form
from service.web.questions.filling import Filling
from service.web.questions.show import pages_of, show_page
from service.web.questions.shown import ShownPage
from service.web.texts import listed

EXAMPLES: OptionLists = {
    OptionList.CHILDREN: (Option(value="1", label="Child One"), Option(value="2", label="Child Two")),
    OptionList.SIBLINGS: (Option(value="2", label="Child Two"),),
    OptionList.ADULTS: (Option(value="3", label="Parent One"),),
    OptionList.PEOPLE: (Option(value="1", label="Child One"), Option(value="3", label="Parent One")),
    OptionList.WORKERS: (),
}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """`wrong`: why it cannot be drawn.  `later`: which pages depend on answers; empty where none does."""

    pages: tuple[ShownPage, ...] = ()
    later: str = ""
    wrong: tuple[str, ...] = ()


def preview_of(content: bytes, path: str, *, now: datetime) -> Preview:
    """Draw every page that applies while nothing is answered."""
    try:
        form = read_form(content, path)
    except FormError as error:
        return Preview(wrong=_sentences(error.findings))
    filling = Filling(answers={}, now=now, options=EXAMPLES)
    shown = pages_of(form, filling)
    return Preview(
        pages=tuple(show_page(form, page.id, filling) for page in shown),
        later=_later(form, {page.id for page in shown}),
    )


def _later(form: Form, shown: set[str]) -> str:
    titles = [f"“{page.title}”" for page in form.pages if page.id not in shown]
    return f"Depending on the answers, there are also: {listed(titles)}." if titles else ""


def _sentences(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(f"{finding.message} {finding.remedy}" for finding in findings)
