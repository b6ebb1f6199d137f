"""Answers -> the pages as a browser shows them -> what it posts -> the same answers, for every form there is."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from service.forms import Kind, Option, read_form
from service.forms.model import TextFormat
from service.forms.shape import nest
from service.web.questions.posted import answers_of, merged
from service.web.questions.show import pages_of
from tests.unit.forms.builders import NOW
from tests.unit.web.questions.pages import draw, filling, ids, posted_from

ROOT = Path(__file__).parents[4]
FORMS = sorted(ROOT.glob("forms/*/*.form"))
ROLES = re.compile(r'"roles": "([^"]*)"')  # whom a list of workers offers
EVERY_ROLE = frozenset(role for file in FORMS for roles in ROLES.findall(file.read_text()) for role in roles.split())
LISTS = {
    name: tuple(Option(value=f"{name}-{number}", label=f"Test {number}", roles=EVERY_ROLE) for number in (1, 2))
    for name in ("children", "siblings", "adults", "people", "workers")
}
LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
TODAY = NOW.date()


@pytest.mark.parametrize("file", FORMS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_what_is_shown_is_what_is_posted(file):
    form = read_form(_unchecked(file), str(file.relative_to(ROOT)))

    @settings(max_examples=4, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
    @given(_answers(form.fields))
    def posting_gives_them_back(answers):
        wanted = form.validate(answers, now=NOW, options=LISTS).stored
        found: dict[str, object] = {}

        for page in pages_of(form, filling(answers)):
            tree = draw(form, answers, page=page.id, options=LISTS)
            assert len(ids(tree)) == len(set(ids(tree)))
            found = merged(form, found, answers_of(page, posted_from(tree)))

        assert form.validate(found, now=NOW, options=LISTS).stored == wanted

    posting_gives_them_back()


def _unchecked(file: Path) -> bytes:
    """The form without its conditions over several answers, which answers made by chance would hardly ever meet."""

    def stripped(entries):
        return {key: entry for key, entry in entries if key != "check"}

    return json.dumps(json.loads(file.read_bytes(), object_pairs_hook=stripped)).encode()


def _answers(questions):
    asked = [question for question in questions if question.editable]
    keyed = st.fixed_dictionaries({question.key: _answer(question) for question in asked})
    return keyed.map(lambda flat: nest({key: value for key, value in flat.items() if value is not None}))


def _answer(question):
    given = _KINDS[question.kind](question)
    return given if question.required or question.kind is Kind.LIST else st.none() | given


def _text(question):
    if question.limits.format is TextFormat.EMAIL:
        return st.just("family@example.com")
    if question.limits.format is TextFormat.PHONE:
        return st.just("01632 960 001")
    longest = min(question.limits.max_length, 60)
    lines = st.text(LETTERS, min_size=max(1, question.limits.min_length), max_size=longest)
    wanted = lines.filter(lambda text: text.strip() and len(text.strip()) >= question.limits.min_length)
    if question.kind is Kind.LONG_TEXT and longest >= 60:
        return (
            st.lists(wanted.map(lambda text: text[:15] or "x"), min_size=1, max_size=3)
            .map("\n  ".join)
            .filter(str.strip)
        )
    return wanted


def _number(question):
    low = int(question.limits.minimum if question.limits.minimum is not None else -1000)
    high = int(question.limits.maximum if question.limits.maximum is not None else 1000)
    digits = question.limits.decimal_digits
    whole = st.integers(low, high)
    return whole | st.decimals(low, high, places=digits).map(str) if digits else whole


def _date(question):
    limits = question.limits
    earliest = TODAY if limits.not_in_past else limits.earliest or TODAY - timedelta(days=9000)
    latest = TODAY if limits.not_in_future else limits.latest or TODAY + timedelta(days=900)
    return st.dates(earliest, latest).map(date.isoformat)


def _choice(question):
    return st.sampled_from([option.value for option in question.offered(LISTS)])


def _choices(question):
    fewest = max(1, question.limits.min_items)
    return st.lists(_choice(question), min_size=fewest, max_size=question.limits.max_items, unique=True)


def _items(question):
    fewest = max(1, question.limits.min_items)
    return st.lists(_answers(question.questions), min_size=fewest, max_size=fewest + 2)


_KINDS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TIME: lambda _: st.times().map(lambda time: time.strftime("%H:%M")),
    Kind.DATE_TIME: lambda question: _date(question).map(lambda day: f"{day}T09:30"),
    Kind.RADIO: _choice,
    Kind.SELECT: _choice,
    Kind.CHECKLIST: _choices,
    Kind.TAGLIST: _choices,
    Kind.CHECKBOX: lambda question: st.just(True) if question.required else st.booleans(),
    Kind.FILES: lambda question: st.lists(
        st.sampled_from(["d1", "d2", "d3"]), min_size=1, max_size=question.limits.max_items, unique=True
    ),
    Kind.LIST: _items,
}
