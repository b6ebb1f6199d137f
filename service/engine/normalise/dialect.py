"""Write what `spiffworkflow:` diagrams say in the words of Camunda 7, on the copy that is run."""

from lxml import etree

from service.engine.xml import NAMESPACES, camunda, spiffworkflow, tag

_PROPERTY_NAMES = {"formJsonSchemaFilename": "form"}


def adopt_spiffworkflow(root: etree._Element) -> None:
    """Turn `spiffworkflow:` decision references, operators, properties and instructions into `camunda:`."""
    for node in root.iterfind(f".//{spiffworkflow('calledDecisionId')}"):
        _owner(node).set(camunda("decisionRef"), (node.text or "").strip())
    for node in root.iterfind(f".//{spiffworkflow('instructionsForEndUser')}"):
        _add_property(_owner(node), "instructions", (node.text or "").strip())
    for node in root.iterfind(f".//{spiffworkflow('property')}"):
        _adopt_property(node)
    for node in root.iterfind(f".//{spiffworkflow('serviceTaskOperator')}"):
        _adopt_operator(node)


def _owner(node: etree._Element) -> etree._Element:
    """Return the flow node whose `extensionElements` the node stands in."""
    owner: etree._Element = next(node.iterancestors(tag("extensionElements"))).getparent()
    return owner


def _adopt_property(node: etree._Element) -> None:
    owner, name = _owner(node), node.get("name", "")
    if _PROPERTY_NAMES.get(name) == "form":
        owner.set(camunda("formRef"), node.get("value", "").removesuffix(".form").removesuffix(".json"))
    else:
        _add_property(owner, name, node.get("value", ""))


def _adopt_operator(node: etree._Element) -> None:
    owner = _owner(node)
    owner.set(camunda("type"), "external")
    owner.set(camunda("topic"), node.get("id", ""))
    mapping = etree.SubElement(_extensions(owner), camunda("inputOutput"))
    for parameter in node.iterfind(f".//{spiffworkflow('parameter')}"):
        entry = etree.SubElement(mapping, camunda("inputParameter"), name=parameter.get("id", ""))
        entry.text = "=" + parameter.get("value", "")
    if variable := node.get("resultVariable"):
        etree.SubElement(mapping, camunda("outputParameter"), name=variable).text = "=result"


def _add_property(owner: etree._Element, name: str, value: str) -> None:
    extensions = _extensions(owner)
    holder = extensions.find("camunda:properties", NAMESPACES)
    if holder is None:
        holder = etree.SubElement(extensions, camunda("properties"))
    etree.SubElement(holder, camunda("property"), name=name, value=value)


def _extensions(owner: etree._Element) -> etree._Element:
    extensions = owner.find("bpmn:extensionElements", NAMESPACES)
    if extensions is None:
        extensions = etree.Element(tag("extensionElements"))
        # the schema puts it after the documentation
        owner.insert(len(owner.findall("bpmn:documentation", NAMESPACES)), extensions)
    return extensions
