"""form-js components, one by one: what each becomes, and which are refused."""

from collections.abc import Iterable, Mapping, Sequence

from service.forms.limits import Limiter
from service.forms.model import (
    CHOICES,
    MAX_ITEMS,
    Element,
    Group,
    Kind,
    Option,
    OptionList,
    Page,
    Question,
    Separator,
    Text,
    questions_of,
)
from service.forms.notes import Notes

Component = Mapping[str, object]

REFUSED = {
    "table": "Show the list as text, or ask for it as a repeated group (dynamiclist).",
    "iframe": "Put a link into a text component.",
    "documentPreview": "Put a link into a text component.",
    "html": "Use a text component with Markdown.",
    "expression": "Work the value out in the diagram and show it in a read-only field.",
    "image": "Put a link into a text component.",
}
_ASKS = {kind.value: kind for kind in Kind if kind not in (Kind.DATE, Kind.TIME)}
_SILENT = {"button", "spacer"}


class Components:
    """Reads components in order; what is wrong is noted and reading goes on."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._limiter = Limiter(notes)

    def page(self, component: Component) -> Page:
        label = _text(component.get("label"))
        if label is None:
            self._note(component, "form-label-missing", "The page has no title.", "Give the group a label.")
        hide = self._hide(component)
        path = _text(component.get("path"))
        elements = self.read(_inner(component), hide=hide, path=f"{path}." if path else "")
        return Page(id=_id(component), title=label or "", elements=elements, hide_when=hide)

    def read(self, components: Iterable[object], *, hide: tuple[str, ...] = (), path: str = "") -> tuple[Element, ...]:
        """Return the elements; `hide` and `path` come from the groups around them."""
        found = []
        for component in components:
            if isinstance(component, Mapping):
                element = self._element(component, hide=hide, path=path)
                if element is not None:
                    found.append(element)
        return tuple(found)

    def _element(self, component: Component, *, hide: tuple[str, ...], path: str) -> Element | None:
        kind = str(component.get("type"))
        hide = (*hide, *self._hide(component))
        element: Element | None = None
        if kind == "text":
            element = Text(id=_id(component), markdown=self._plain(component, "text") or "", hide_when=hide)
        elif kind == "separator":
            element = Separator(id=_id(component), hide_when=hide)
        elif kind == "group":
            element = self._group(component, hide=hide, path=path)
        elif kind in _ASKS:
            element = self._question(component, hide=hide, path=path)
        elif kind not in _SILENT:
            self._note(
                component,
                "form-component-unsupported",
                f'Components of the type "{kind}" are not supported.',
                REFUSED.get(kind, "Use a component of another type."),
            )
        return element

    def _group(self, component: Component, *, hide: tuple[str, ...], path: str) -> Group:
        inner = _text(component.get("path"))
        elements = self.read(_inner(component), hide=hide, path=f"{path}{inner}." if inner else path)
        return Group(id=_id(component), label=self._plain(component, "label"), elements=elements, hide_when=hide)

    def _question(self, component: Component, *, hide: tuple[str, ...], path: str) -> Question:
        kind = self._kind(component)
        key = _text(component.get("path" if kind is Kind.LIST else "key"))
        if key is None:
            self._note(component, "form-key-missing", "The question has no key.", "Give it a key, such as visit_date.")
        label = self._label(component, kind)
        properties = _properties(component)
        elements = self._items(component) if kind is Kind.LIST else ()
        validate = component.get("validate")
        rules: Mapping[str, object] = validate if isinstance(validate, Mapping) else {}
        return Question(
            id=_id(component),
            key=path + (key or ""),
            kind=kind,
            label=label,
            hint=self._plain(component, "description"),
            required=rules.get("required") is True or properties.get("required", "").lower() == "true",
            required_message=properties.get("requiredMessage"),
            options=self._options(component) if kind in CHOICES else (),
            options_from=self._options_from(component) if kind in CHOICES else None,
            limits=self._limiter.limits(component, kind, rules),
            hide_when=hide,
            check=_expression(properties.get("check")),
            check_message=properties.get("checkMessage"),
            accept=_endings(component.get("accept")) if kind is Kind.FILES else (),
            repetitions=_repetitions(component.get("defaultRepetitions")),
            editable=not (component.get("disabled") is True or component.get("readonly") is True),
            default=component.get("defaultValue"),
            prefix=self._appearance(component, "prefixAdorner"),
            suffix=self._appearance(component, "suffixAdorner"),
            rules=tuple(properties.get("rules", "").split()),
            properties=properties,
            elements=elements,
            questions=tuple(questions_of(elements)),
        )

    def _kind(self, component: Component) -> Kind:
        if component.get("type") == "datetime":
            subtype = str(component.get("subtype") or "date")
            if subtype in (Kind.DATE, Kind.TIME, Kind.DATE_TIME):
                return Kind(subtype)
            self._note(component, "form-component-unsupported", f'"{subtype}" is no kind of date.', "Use date or time.")
            return Kind.DATE
        return _ASKS[str(component.get("type"))]

    def _label(self, component: Component, kind: Kind) -> str:
        names = {Kind.DATE: ("dateLabel",), Kind.TIME: ("timeLabel",), Kind.DATE_TIME: ("dateLabel", "timeLabel")}
        for name in (*names.get(kind, ()), "label"):
            label = self._plain(component, name)
            if label:
                return label
        self._note(component, "form-label-missing", "The question has no label.", "Give it a label: it is read aloud.")
        return ""

    def _items(self, component: Component) -> tuple[Element, ...]:
        for inner in _inner(component):
            if isinstance(inner, Mapping) and inner.get("type") == "dynamiclist":
                self._note(inner, "form-nested-list", "A repeated group stands inside another.", "Use a second form.")
        return self.read(_inner(component))

    def _options(self, component: Component) -> tuple[Option, ...]:
        if component.get("valuesExpression"):
            remedy = "List the options in the file, or name one of the service's lists as valuesKey."
            self._note(component, "form-options-dynamic", "Options cannot be worked out.", remedy)
            return ()
        if component.get("valuesKey"):
            return ()
        listed = component.get("values")
        options = [self._option(component, each) for each in listed] if isinstance(listed, list) else []
        values = [option.value for option in options]
        if not options or len(set(values)) < len(values):
            self._note(component, "form-options", "Options are missing or stand twice.", "List each option once.")
        return tuple(options)

    def _options_from(self, component: Component) -> OptionList | None:
        named = component.get("valuesKey")
        if not named:
            return None
        known = {each.value: each for each in OptionList}
        if named not in known or component.get("values"):
            self._note(
                component,
                "form-options-list",
                f'"{named}" is no list of the service, or options are listed besides.',
                f"Use one of {', '.join(known)}, and no values.",
            )
        return known.get(str(named))

    def _option(self, component: Component, entry: object) -> Option:
        if isinstance(entry, Mapping) and isinstance(entry.get("value"), str) and _text(entry.get("label")):
            return Option(value=str(entry["value"]), label=str(entry["label"]).strip())
        self._note(component, "form-options", f"{entry!r} is no option.", "Give every option a label and a text value.")
        return Option(value=str(entry), label=str(entry))

    def _hide(self, component: Component) -> tuple[str, ...]:
        conditional = component.get("conditional")
        text = _text(conditional.get("hide")) if isinstance(conditional, Mapping) else None
        if text is None:
            return ()
        if not text.startswith("="):
            self._note(
                component,
                "form-condition-syntax",
                f'The condition "{text}" has no leading "=", so editors would never hide the component.',
                'Write "=" before it.',
            )
        return (text.removeprefix("=").strip(),)

    def _plain(self, component: Component, name: str) -> str | None:
        """Return a text that may not be worked out."""
        text = _text(component.get(name))
        if text is not None and (text.startswith("=") or "{{" in text):
            self._note(component, "form-text-expression", f"The {name} is an expression.", "Write plain text.")
        return text

    def _appearance(self, component: Component, name: str) -> str | None:
        appearance = component.get("appearance")
        return self._plain(appearance, name) if isinstance(appearance, Mapping) else None

    def _note(self, component: Component, code: str, message: str, remedy: str) -> None:  # noqa: PLR0917 - one line a finding
        self._notes.add(_id(component), code, message, remedy)


def _id(component: Component) -> str:
    return str(component.get("id") or component.get("key") or component.get("path") or component.get("type") or "?")


def _inner(component: Component) -> Sequence[object]:
    inner = component.get("components")
    return inner if isinstance(inner, list) else ()


def _properties(component: Component) -> dict[str, str]:
    given = component.get("properties")
    return {str(key): str(value).strip() for key, value in given.items()} if isinstance(given, Mapping) else {}


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _endings(accept: object) -> tuple[str, ...]:
    return tuple(each.strip().lower() for each in accept.split(",") if each.strip()) if isinstance(accept, str) else ()


def _repetitions(given: object) -> int:
    return given if isinstance(given, int) and 0 <= given <= MAX_ITEMS else 1


def _expression(text: str | None) -> str | None:
    return text.removeprefix("=").strip() if text else None
