"""Drawing pages of forms without an application, and reading them as a browser would."""

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from lxml import html
from werkzeug.datastructures import MultiDict

from service.web.questions.show import Filling, show_page
from tests.unit.forms.builders import NOW

_LOADER = ChoiceLoader(
    [
        PackageLoader("service.web"),
        PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    ]
)
_ENVIRONMENT = Environment(loader=_LOADER, autoescape=True, trim_blocks=True, lstrip_blocks=True)
MACROS = _ENVIRONMENT.get_template("questions/page.html").module


def filling(answers=None, **changes):
    return Filling(answers=answers or {}, now=NOW, **changes)


def draw(form, answers=None, *, page=None, **changes):
    """Return the page (the first one unless named) as an element tree."""
    shown = show_page(form, page or form.pages[0].id, filling(answers, **changes))
    return html.fromstring(f"<form>{MACROS.questions(shown)}</form>")


def posted_from(tree) -> MultiDict:
    """Return what a browser would post if nothing was typed: every field that is successful."""
    fields = MultiDict()
    for field in tree.iter("input", "textarea", "select"):
        kind = field.get("type", "text")
        if kind == "file" or (kind in {"radio", "checkbox"} and field.get("checked") is None):
            continue
        fields.add(field.get("name"), _value(field))
    return fields


def _value(field) -> str:
    if field.tag == "textarea":
        text = field.text or ""
        # the parser of lxml keeps what a browser leaves out: one line feed at the beginning
        return text.removeprefix("\n").replace("\n", "\r\n")
    if field.tag == "select":
        return next((option.get("value") for option in field.iter("option") if option.get("selected") is not None), "")
    return field.get("value", "")


def ids(tree) -> list[str]:
    return [each.get("id") for each in tree.iter() if isinstance(each.tag, str) and each.get("id")]


def field(tree, identifier):
    (found,) = tree.xpath("//*[@id=$id]", id=identifier)
    return found


def label_of(tree, identifier) -> str:
    (found,) = tree.xpath("//label[@for=$id]", id=identifier)
    return " ".join(found.text_content().split())


def described(tree, identifier) -> str:
    """Return what is read out with a field: hint and error."""
    names = (field(tree, identifier).get("aria-describedby") or "").split()
    return " ".join(" ".join(field(tree, name).text_content().split()) for name in names)
