"""record.note: a note for the case-record system, dropped as a JSON file that its importer picks up.

Every parameter goes into the note as it is; the importer finds the record by `case`.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from service.integrations.calls import Call
from service.integrations.files import safe_name, write_once
from service.integrations.plain import as_json


class RecordNotes:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __call__(self, call: Call) -> Mapping[str, object]:
        note = {
            "id": str(call.id),
            "authority": call.authority,
            "case": call.case,
            "made_at": call.made_at.isoformat(),
            "note": as_json(call.parameters),
        }
        path = self._directory / safe_name(call.authority) / f"{call.id}.json"
        write_once(path, json.dumps(note, indent=2, ensure_ascii=False).encode())
        return {"note": str(call.id)}
