"""A library as a zipped folder, as people open it with a modeler on their own computer."""

import io
import zipfile
from collections.abc import Mapping

from service.library.files import Files

TEMPLATES = ".camunda/element-templates/services.json"  # where Camunda Modeler looks for them
_WRITTEN = (1980, 1, 1, 0, 0, 0)  # no moment: the same files make the same zip
_MODE = 0o644 << 16


def pack(files: Files, beside: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files, laid out as processes/<authority>/…, and of what a modeler needs beside them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted({**files, **beside}.items()):
            entry = zipfile.ZipInfo(path, date_time=_WRITTEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _MODE
            archive.writestr(entry, content)
    return packed.getvalue()
