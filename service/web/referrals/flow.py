"""The pages of a request for help that staff and people without an account share: family, questions, check."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import Response, request

from service.errors import InvalidInputError
from service.forms import Form, Page
from service.forms.model import questions_of
from service.models import PersonKind
from service.pathways.numbers import masked_nhs_number, spaced_postcode
from service.pathways.person_details import PersonDetails, today_of
from service.pathways.referral_content import (
    MOST_PEOPLE,
    FamilyContent,
    Sender,
    checked_family,
    checked_from_outside,
)
from service.web.pages import NO_ERRORS, Errors, Link, go, render
from service.web.people.present import Row
from service.web.questions.answers import Section, to_check
from service.web.questions.errors import beside, on_page
from service.web.questions.naming import ACTION
from service.web.questions.posted import action_of, after, answers_of, focus_after, merged
from service.web.questions.show import Filling, ShownPage, pages_of, show_page
from service.web.referrals.family import PersonBlock, blocks_of, field_id, opened_for, typed_family
from service.web.requests import clock
from service.web.texts import age_text, day_text

CONTEXT: Mapping[str, object] = {"case": {}}  # there is no case yet


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A request while it is written.

    `layout`: of the pages; `save` keeps the family or the answers; `family_href`, `matches_href` (None: matches are not
    shown to the writer), `questions_href` (by id of a page) and `check_href` are its pages.
    """

    layout: str
    outside: bool
    form: Form
    family: FamilyContent
    answers: Mapping[str, object]
    save: Callable[[FamilyContent | None, Mapping[str, object] | None], None]
    begin_href: str
    family_href: str
    family_fixed: bool  # it was sent and stays as it is
    matches_href: str | None
    questions_href: Callable[[str], str]
    check_href: str

    @property
    def first_question(self) -> str:
        return self.questions_href(self.form.pages[0].id)

    @property
    def after_family(self) -> str:
        return self.matches_href or self.first_question


@dataclass(frozen=True, kw_only=True)
class FamilyPage:
    action: str
    outside: bool
    family: str
    blocks: tuple[PersonBlock, ...]
    sender: Sender
    full: bool  # no more people


@dataclass(frozen=True, kw_only=True)
class QuestionsPage:
    action: str
    shown: ShownPage
    several: bool
    outside: bool


@dataclass(frozen=True, kw_only=True)
class PersonSummary:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the request says, to read."""

    family: str
    people: tuple[PersonSummary, ...]
    sender: tuple[Row, ...]  # how whoever asks from outside can be contacted
    sections: tuple[Section, ...]
    change_family: str | None


def family_page(writing: Writing) -> Response:
    return _family_page(writing, writing.family, blocks_of(writing.family), errors=NO_ERRORS)


def take_family(writing: Writing) -> Response:
    """Keep what was typed, and go on if it is complete and no other button was pressed."""
    typed = typed_family(request.form, writing.family)
    writing.save(typed.family, None)
    if typed.errors:
        return _family_page(writing, typed.family, typed.blocks, errors=typed.errors)
    if request.form.get(ACTION):
        last = len(typed.blocks) - 1
        return go(f"{writing.family_href}#{typed.blocks[last].prefix}kind")
    check = checked_from_outside if writing.outside else checked_family
    try:
        check(typed.family, today=today_of(clock()))
    except InvalidInputError as error:
        errors = {field_id(path): texts for path, texts in error.errors.items()}
        return _family_page(writing, typed.family, typed.blocks, errors=errors)
    return go(writing.after_family)


def questions_page(writing: Writing, page_id: str, errors: Errors = NO_ERRORS) -> Response:
    """`errors` by path."""
    filling = filling_of(writing, errors=errors)
    shown = show_page(writing.form, page_id, filling)
    before = _page_before(writing, shown.id)
    page = QuestionsPage(
        action=writing.questions_href(shown.id), shown=shown, several=shown.total > 1, outside=writing.outside
    )
    return render(
        "referrals/questions.html",
        title=(shown.title if shown.total > 1 and shown.title else None) or writing.form.title,
        page=page,
        errors=beside(writing.form, errors),
        back=Link("Back", before),
        layout=writing.layout,
    )


def take_questions(writing: Writing, page_id: str) -> Response:
    """Keep what was answered on the page; go on if nothing on it is wrong."""
    asked = next((page for page in writing.form.pages if page.id == page_id), writing.form.pages[0])
    answers = merged(writing.form, writing.answers, answers_of(asked, request.form))
    action = action_of(writing.form, request.form)
    if action is not None:
        answers = after(writing.form, answers, action)
    kept = writing.form.draft(answers)
    writing.save(None, kept)
    if action is not None:
        return go(f"{writing.questions_href(asked.id)}#{focus_after(answers, action)}")
    wrong = on_page(asked, wrong_answers(writing.form, answers))
    if wrong:
        return questions_page(replace(writing, answers=answers), asked.id, wrong)
    following = _page_after(replace(writing, answers=kept), asked)
    return go(writing.check_href if following is None else writing.questions_href(following.id))


def family_again(writing: Writing, why: str) -> Response:
    """The page as it was typed, and why it was not taken."""
    typed = typed_family(request.form, writing.family)
    return _family_page(writing, typed.family, typed.blocks, errors={"family": [why]})


def questions_again(writing: Writing, page_id: str, why: str) -> Response:
    asked = next((page for page in writing.form.pages if page.id == page_id), writing.form.pages[0])
    answers = merged(writing.form, writing.answers, answers_of(asked, request.form))
    first = next((question.key for question in questions_of(asked.elements)), "")
    return questions_page(replace(writing, answers=answers), asked.id, {first: [why]})


def wrong_answers(form: Form, answers: Mapping[str, object]) -> Errors:
    """What is wrong with the answers, by path."""
    try:
        form.validate(answers, now=clock().now(), context=CONTEXT)
    except InvalidInputError as error:
        return error.errors
    return NO_ERRORS


def summary_of(writing: Writing, *, change: bool, today: date) -> Summary:
    def link(page_id: str, field: str) -> str:
        return f"{writing.questions_href(page_id)}#{field}"

    filling = filling_of(writing)
    return Summary(
        family=writing.family.name,
        people=tuple(_person(each, place, today) for place, each in enumerate(writing.family.people)),
        sender=tuple(_sender(writing.family.sender)),
        sections=to_check(writing.form, filling, link if change else None),
        change_family=writing.family_href if change and not writing.family_fixed else None,
    )


def filling_of(writing: Writing, *, errors: Errors = NO_ERRORS) -> Filling:
    return Filling(answers=writing.answers, now=clock().now(), context=CONTEXT, errors=errors)


def _family_page(
    writing: Writing, family: FamilyContent, blocks: tuple[PersonBlock, ...], *, errors: Mapping[str, Sequence[str]]
) -> Response:
    page = FamilyPage(
        action=writing.family_href,
        outside=writing.outside,
        family=family.name,
        sender=family.sender,
        blocks=opened_for(blocks, errors),
        full=len(blocks) >= MOST_PEOPLE,
    )
    return render(
        "referrals/family.html",
        title="The family",
        page=page,
        errors=errors,
        back=Link("Back", writing.begin_href),
        layout=writing.layout,
    )


def _page_before(writing: Writing, page_id: str) -> str:
    ids = [page.id for page in pages_of(writing.form, filling_of(writing))]
    place = ids.index(page_id) if page_id in ids else 0
    if place:
        return writing.questions_href(ids[place - 1])
    return writing.matches_href or writing.family_href


def _page_after(writing: Writing, asked: Page) -> Page | None:
    pages = pages_of(writing.form, filling_of(writing))
    place = next((number for number, page in enumerate(pages) if page.id == asked.id), len(pages))
    return pages[place + 1] if place + 1 < len(pages) else None


def _person(person: PersonDetails, place: int, today: date) -> PersonSummary:
    words = {PersonKind.CHILD: "Child", PersonKind.ADULT: "Adult"}
    unborn = person.date_of_birth is None and person.expected_on is not None
    rows = [Row(key="Name", value=person.name)]
    if person.known_as:
        rows.append(Row(key="Known as", value=person.known_as))
    if person.date_of_birth:
        age = age_text(person.date_of_birth, today)
        rows.append(Row(key="Date of birth", value=f"{day_text(person.date_of_birth)} ({age})"))
    elif person.expected_on:
        rows.append(Row(key="Expected", value=day_text(person.expected_on)))
    rows.extend(Row(key=key, value=value) for key, value in _details(person) if value)
    return PersonSummary(
        title=f"Person {place + 1}: {'Unborn child' if unborn else words[person.kind]}", rows=tuple(rows)
    )


def _sender(sender: Sender) -> Iterator[Row]:
    if sender.unreachable:
        yield Row(key="Contact", value="Neither the sender nor the family can be contacted")
    for key, value in (("Phone", sender.phone), ("Email", sender.email), ("Address", sender.address)):
        if value:
            yield Row(key=key, value=value)


def _details(person: PersonDetails) -> Sequence[tuple[str, str | None]]:
    return (
        ("Safe contact", person.safe_contact),
        ("Phone", person.phone),
        ("Email", person.email),
        ("Address", person.address),
        ("Postcode", spaced_postcode(person.postcode) if person.postcode else None),
        ("Interpreter", person.language),
        ("Communication needs", person.communication),
        ("NHS number", masked_nhs_number(person.nhs_number) if person.nhs_number else None),
        ("Unique pupil number", person.upn),
    )
