"""Load a release from the bytes of its files."""

from collections.abc import Mapping

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from service.clocks import WorkingCalendar
from service.engine.deadlines import read_deadlines
from service.engine.decisions import read_decisions
from service.engine.errors import ReleaseError
from service.engine.normalise import normalise
from service.engine.parser import FileParser
from service.engine.process_spec import ProcessSpec
from service.engine.reading.element_reader import ElementReader, read_properties
from service.engine.reading.elements import Element
from service.engine.release import ProcessInfo, Release, start_event_of
from service.engine.xml import NAMESPACES, read_xml
from service.findings import Finding, Severity

_FLOW_NODES = tuple(FileParser.OVERRIDE_PARSER_CLASSES)


def load_release(
    *,
    digest: str,
    authority: str,
    diagrams: Mapping[str, bytes],
    decisions: Mapping[str, bytes],
    calendar: WorkingCalendar,
) -> Release:
    """Return the release that these files make.

    :raises ReleaseError: with findings, only for what cannot be read or run; `checks` finds more.
    """
    findings: list[Finding] = []
    loaded: dict[str, _Loaded] = {}
    for file, data in sorted(diagrams.items()):
        try:
            for process in _load_file(file, data):
                if process.info.id in loaded:
                    findings.append(_twice(file, process.info.id, loaded[process.info.id].info.file))
                loaded[process.info.id] = process
        except ReleaseError as error:
            findings.extend(error.findings)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise ReleaseError(findings)
    table = read_decisions(decisions)
    return Release(
        digest=digest,
        authority=authority,
        processes={process_id: process.info for process_id, process in loaded.items()},
        deadlines=read_deadlines(table),
        calendar=calendar,
        decisions=table,
        specs={process_id: process.spec for process_id, process in loaded.items()},
        files=dict(diagrams),
    )


class _Loaded:
    def __init__(self, info: ProcessInfo, spec: ProcessSpec) -> None:
        self.info = info
        self.spec = spec


def _load_file(file: str, data: bytes) -> list[_Loaded]:
    root, findings = normalise(read_xml(data, file), file)
    if findings:
        raise ReleaseError(findings)
    try:
        parser = FileParser(root, file)
        return [_loaded(node, file, parser) for node in root.iterfind("bpmn:process", NAMESPACES)]
    except ValidationException as error:
        raise ReleaseError([_invalid(file, error)]) from error


def _loaded(node: etree._Element, file: str, parser: FileParser) -> _Loaded:
    process_id, properties = node.get("id"), read_properties(node)
    spec = parser.get_spec(process_id)
    elements = {element.id: element for element in _elements(node, parser.reader)}
    info = ProcessInfo(
        id=process_id,
        name=node.get("name") or process_id,
        kind=properties.get("kind"),
        file=file,
        start_events=tuple(start_event_of(element) for element in spec.start_events()),
        called=tuple(sorted({element.called for element in elements.values() if element.called})),
        elements=elements,
        properties=properties,
    )
    return _Loaded(info, spec)


def _elements(node: etree._Element, reader: ElementReader) -> list[Element]:
    return [reader.read(child) for child in node.iter(*_FLOW_NODES)]


def _invalid(file: str, error: ValidationException) -> Finding:
    return Finding(
        file=file,
        element=error.id or None,
        code="not-runnable",
        message=f"The diagram cannot be run: {error}.",
        remedy="Remove or replace the element.",
    )


def _twice(file: str, process_id: str, other: str) -> Finding:
    return Finding(
        file=file,
        element=process_id,
        code="process-twice",
        message=f'The process "{process_id}" is also in {other}.',
        remedy="Give one of them another id.",
    )
