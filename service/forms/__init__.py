"""Forms: form-js files, what they ask, and how the answers are checked."""

from service.forms.answers import Answers
from service.forms.errors import FormError
from service.forms.form import Form
from service.forms.model import (
    NO_LISTS,
    PERSONAL,
    Element,
    Group,
    Kind,
    Limits,
    Option,
    OptionList,
    OptionLists,
    Page,
    Question,
    Separator,
    Text,
)
from service.forms.reader import read_form

__all__ = [
    "NO_LISTS",
    "PERSONAL",
    "Answers",
    "Element",
    "Form",
    "FormError",
    "Group",
    "Kind",
    "Limits",
    "Option",
    "OptionList",
    "OptionLists",
    "Page",
    "Question",
    "Separator",
    "Text",
    "read_form",
]
