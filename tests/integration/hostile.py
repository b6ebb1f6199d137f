"""Files that were made to do harm: where they want to stand, what they hold, and by which code they are refused."""

ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
OUTER = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
GROUPS = b'{"components":[' * 400 + b"]}" * 400
LAUGHS = b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

FILES: dict[str, tuple[str, bytes, str]] = {  # {} stands for the authority
    "entities": ("processes/{}/new.bpmn", ENTITIES, "xml-doctype"),
    "entities in a table": ("processes/{}/new.dmn", ENTITIES, "xml-doctype"),
    "a file of the server": ("processes/{}/new.bpmn", OUTER, "xml-doctype"),
    "a document type elsewhere": (
        "processes/{}/new.dmn",
        b'<!DOCTYPE x SYSTEM "http://x.example/x"><x/>',
        "xml-doctype",
    ),
    "deep XML": ("processes/{}/new.bpmn", b"<a>" * 200 + b"</a>" * 200, "xml-too-deep"),
    "very deep XML": ("processes/{}/new.bpmn", b"<a>" * 50_000 + b"</a>" * 50_000, "xml-not-readable"),
    "wide XML": ("processes/{}/new.bpmn", b"<a>" + b"<b/>" * 20_001 + b"</a>", "xml-too-many-elements"),
    "broken XML": ("processes/{}/new.bpmn", b"\xff\xfe<a/>", "xml-not-readable"),
    "another alphabet": (
        "processes/{}/new.bpmn",
        '<?xml version="1.0" encoding="UTF-16"?><definitions/>'.encode("utf-16"),
        "file-not-text",
    ),
    "deep JSON": ("forms/{}/new.form", b"[" * 100_000, "form-not-json"),
    "groups in groups": ("forms/{}/new.form", GROUPS, "form-too-deep"),
    "broken JSON": ("forms/{}/new.form", b"\xff{}", "form-not-json"),
    "anchors": ("processes/{}/reports.yaml", LAUGHS, "yaml-unreadable"),
    "deep YAML": ("processes/{}/reports.yaml", b"[" * 100_000, "yaml-unreadable"),
    "deeper YAML": ("processes/{}/scenarios/new.yaml", b"{a: " * 100_000, "yaml-unreadable"),
    "dashes": ("processes/{}/reports.yaml", b"- " * 100_000, "yaml-unreadable"),
    "broken text": ("processes/{}/letters/new.md", b"\xff\xfe\xfa", "file-not-text"),
    "up and out": ("processes/{}/../../x.bpmn", b"<a/>", "file-outside"),
    "elsewhere": ("processes/elsewhere/x.bpmn", b"<a/>", "file-unknown"),
    "a program": ("processes/{}/run.sh", b"x", "file-unknown"),
    "a page": ("forms/{}/new.html", b"<script>alert(1)</script>", "file-unknown"),
    "a drawing": ("processes/{}/new.svg", b"<svg onload='alert(1)'/>", "file-unknown"),
}
