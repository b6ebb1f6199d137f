"""Letters in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from markupsafe import Markup

from service.letters import FieldKind, LetterTemplate, as_html
from service.models import LetterStatus
from service.pathways.queries.letters import LetterChoices, LetterDetail, Letterhead, Receiver
from service.pathways.send_letter import Channel
from service.web.cases.frame import Frame
from service.web.documents.present import status_of, story_of
from service.web.letters.typed import PREFIX, SOMEBODY_ELSE
from service.web.texts import date_text, moment_text

CONFIRM = "I have read this, and this letter is safe to send"
_WAYS = {
    Channel.POST: ("The post room prints and posts it", "It is handed over with its address"),
    Channel.MAIL: ("By email, with the letter attached", ""),
    Channel.HAND: ("I have printed it, and hand it over or post it myself", "It is noted as sent by you"),
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Heed:
    """How the family may be reached, which is read before every letter.  `mark` is sent by whoever confirms it."""

    warnings: tuple[str, ...]
    needs: tuple[str, ...] = ()
    mark: str | None = None

    @property
    def confirm(self) -> str:
        return CONFIRM


@dataclass(frozen=True, kw_only=True)
class NewLetterPage:
    frame: Frame
    templates: tuple[Choice, ...]
    people: tuple[Choice, ...]
    heed: Heed | None
    action: str
    somebody_else: str = SOMEBODY_ELSE


@dataclass(frozen=True, kw_only=True)
class FieldBox:
    """`value` None: what was typed is shown again."""

    name: str
    label: str
    kind: FieldKind
    hint: str
    optional: bool
    value: str | None


@dataclass(frozen=True, kw_only=True)
class FillPage:
    frame: Frame
    letter: str
    recipient: str | None
    fields: tuple[FieldBox, ...]
    heed: Heed | None
    reworded: bool
    revision: int
    action: str


@dataclass(frozen=True, kw_only=True)
class WordingPage:
    frame: Frame
    body: str | None
    revision: int
    action: str
    back_href: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The letter as it is printed."""

    title: str
    council: str
    service: str
    lines: tuple[str, ...]
    colour: str
    recipient: tuple[str, ...]
    date: str
    reference: str
    body: Markup


@dataclass(frozen=True, kw_only=True)
class LetterPage:
    """`step`: what can be done now: "finish", "send" or nothing."""

    frame: Frame
    paper: Paper
    status: str
    tone: str
    story: tuple[str, ...]
    heed: Heed | None
    step: str
    revision: int
    ways: tuple[Choice, ...]
    edit_href: str | None
    wording_href: str | None
    cancel_href: str | None
    pdf_href: str | None
    print_href: str
    finish_action: str
    send_action: str
    reworded: bool


@dataclass(frozen=True, kw_only=True)
class CancelPage:
    frame: Frame
    letter: str
    revision: int
    action: str
    back_href: str


def new_page(choices: LetterChoices, frame: Frame) -> NewLetterPage:
    here = tuple(person for person in choices.people if person.left_on is None)
    return NewLetterPage(
        frame=frame,
        templates=tuple(
            Choice(value=each.id, text=each.title, hint=f"{each.purpose} For: {each.audience}")
            for each in choices.templates
        ),
        people=tuple(Choice(value=str(each.id), text=each.name, hint=_about(each)) for each in here),
        heed=Heed(warnings=choices.warnings) if choices.warnings else None,
        action=url_for("letters.write", case_id=choices.case_id),
    )


def fill_page(letter: LetterDetail, template: LetterTemplate, frame: Frame, *, again: bool) -> FillPage:
    """`again`: something was wrong, and what was typed is shown once more."""
    return FillPage(
        frame=frame,
        letter=letter.title,
        recipient=None if again else letter.recipient,
        fields=tuple(_boxes(letter.fields, template, again=again)),
        heed=heed_of(letter),
        reworded=letter.reworded,
        revision=letter.revision,
        action=url_for("letters.fill", letter_id=letter.id),
    )


def wording_page(letter: LetterDetail, frame: Frame, *, again: bool) -> WordingPage:
    return WordingPage(
        frame=frame,
        body=None if again else letter.body,
        revision=letter.revision,
        action=url_for("letters.reword", letter_id=letter.id),
        back_href=url_for("letters.show", letter_id=letter.id),
    )


def letter_page(letter: LetterDetail, frame: Frame, *, now: datetime) -> LetterPage:
    text, tone = status_of(letter)
    draft, final = letter.status is LetterStatus.DRAFT, letter.status is LetterStatus.FINAL
    template = letter.wording

    def to(endpoint: str) -> str:
        return url_for(f"letters.{endpoint}", letter_id=letter.id)

    return LetterPage(
        frame=frame,
        paper=paper_of(letter, now=now),
        status=text,
        tone=tone,
        story=_story(letter),
        heed=heed_of(letter) if draft or final else None,
        step="finish" if draft else "send" if final else "",
        revision=letter.revision,
        ways=tuple(_ways(letter)) if final else (),
        edit_href=to("edit") if draft and template else None,
        wording_href=to("wording") if draft and template and template.editable else None,
        cancel_href=to("cancellation") if draft or final else None,
        pdf_href=_pdf_href(letter),
        print_href=to("printed"),
        finish_action=to("finish"),
        send_action=to("send"),
        reworded=draft and letter.reworded,
    )


def _pdf_href(letter: LetterDetail) -> str | None:
    """The PDF that was kept when it became final; one that a step of the procedure sent has its own made from it."""
    if letter.document_id is not None:
        return url_for("documents.download", document_id=letter.document_id)
    sent = letter.status is LetterStatus.SENT
    return url_for("letters.pdf", letter_id=letter.id) if sent else None


def cancel_page(letter: LetterDetail, frame: Frame) -> CancelPage:
    return CancelPage(
        frame=frame,
        letter=letter.title,
        revision=letter.revision,
        action=url_for("letters.cancel", letter_id=letter.id),
        back_href=url_for("letters.show", letter_id=letter.id),
    )


def paper_of(letter: LetterDetail, *, now: datetime) -> Paper:
    """A draft bears the date of today, a final letter that of the day when it became so."""
    head: Letterhead = letter.head
    return Paper(
        title=letter.title,
        council=head.council,
        service=head.service,
        lines=head.lines,
        colour=head.colour or "#0b0c0c",
        recipient=tuple(letter.recipient.split("\n")),
        date=date_text(letter.dated_at or now),
        reference=letter.case_reference,
        body=Markup(as_html(letter.body)),  # noqa: S704 - the renderer escapes everything that is typed
    )


def heed_of(letter: LetterDetail) -> Heed | None:
    """What has to be known before this letter goes; None: nothing is recorded."""
    needs = () if letter.receiver is None else needs_of(letter.receiver)
    if not needs and not letter.warnings:
        return None
    return Heed(warnings=letter.warnings, needs=needs, mark=letter.contact_mark)


def needs_of(receiver: Receiver) -> tuple[str, ...]:
    language = f"Language: {receiver.language}" if receiver.language else ""
    needs = f"Needs: {receiver.communication}" if receiver.communication else ""
    return tuple(text for text in (language, needs) if text)


def _about(receiver: Receiver) -> str:
    where = ", ".join(receiver.address.split("\n")[1:]) if receiver.has_address else "No address is recorded"
    return ". ".join((where, *needs_of(receiver)))


def _boxes(values: Mapping[str, object], template: LetterTemplate, *, again: bool) -> Iterator[FieldBox]:
    for field in template.fields:
        yield FieldBox(
            name=PREFIX + field.id,
            label=field.label,
            kind=field.kind,
            hint=field.hint or "",
            optional=not field.required,
            value=None if again else str(values.get(field.id) or ""),
        )


def _story(letter: LetterDetail) -> tuple[str, ...]:
    begun = "Made by a step of the procedure" if letter.by_process else f"Begun by {letter.created_by}"
    first = f"{begun} {moment_text(letter.created_at)}"
    last = story_of(letter)
    return (first,) if letter.sent_at is None and letter.cancelled_at is None else (first, last)


def _ways(letter: LetterDetail) -> Iterator[Choice]:
    email = letter.receiver.email if letter.receiver else None
    for way, (text, hint) in _WAYS.items():
        if way is not Channel.MAIL:
            yield Choice(value=way.value, text=text, hint=hint)
        elif email and letter.document_id:
            yield Choice(value=way.value, text=text, hint=f"To {email}. Anybody who reads that mailbox can read it")
