"""Read XML from outside safely: no entities, no network, no DTD, a limit on size."""

from lxml import etree

from service.engine.errors import ReleaseError
from service.findings import Finding

MAX_BYTES = 3 * 1024 * 1024
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
SPIFFWORKFLOW = "http://spiffworkflow.org/bpmn/schema/1.0/core"
REMEDIES = {
    "xml-too-large": "Split the diagram into several processes joined by call activities.",
    "xml-not-readable": "Open the file in the modeler and save it again.",
    "xml-doctype": "Remove the DOCTYPE line and every entity; a diagram saved by a modeler has none.",
}
NAMESPACES = {"bpmn": BPMN, "camunda": CAMUNDA, "spiffworkflow": SPIFFWORKFLOW}


def read_xml(data: bytes, file: str) -> etree._Element:
    """Return the root element.  :raises ReleaseError: too large, not well-formed, or with a document type."""
    if len(data) > MAX_BYTES:
        raise _refused(file, "xml-too-large", f"The file has more than {MAX_BYTES:,} bytes.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused(file, "xml-not-readable", f"The file is not well-formed XML: {error}.") from error
    # internal subsets declare entities; lxml leaves them unresolved, and nothing we run needs them
    if root.getroottree().docinfo.doctype:
        raise _refused(file, "xml-doctype", "The file has a document type.")
    return root


def tag(name: str) -> str:
    """Return the full tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def camunda(name: str) -> str:
    """Return the full name of a `camunda:` element or attribute."""
    return f"{{{CAMUNDA}}}{name}"


def spiffworkflow(name: str) -> str:
    """Return the full name of a `spiffworkflow:` element."""
    return f"{{{SPIFFWORKFLOW}}}{name}"


def local_name(node: etree._Element) -> str:
    """Return the name without namespace; "" for comments and processing instructions."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def child_text(node: etree._Element, name: str) -> str | None:
    """Return the text of the BPMN child, stripped; None when it is absent or empty."""
    text = node.findtext(tag(name))
    return (text.strip() or None) if text else None


def _refused(file: str, code: str, message: str) -> ReleaseError:
    return ReleaseError([Finding(file=file, element=None, code=code, message=message, remedy=REMEDIES[code])])
