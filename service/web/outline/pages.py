"""What the templates of outlines and tables are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, url_for

from service.pathways.queries.drafts import DraftView, get_draft
from service.pathways.queries.outlines import FileInLibrary
from service.web.drafts.frame import DraftFrame, frame_of
from service.web.outline.fields import Field
from service.web.outline.present import OutlineBody, Places
from service.web.pages import NO_ERRORS, Errors, Link, render
from service.web.requests import actor

ABOUT = "about"  # id of the paragraph to which errors lead that belong to no field


@dataclass(frozen=True, kw_only=True)
class OutlinePage:
    """`frame` None: of a release, where nothing can be changed."""

    frame: DraftFrame | None
    caption: str
    body: OutlineBody
    links: tuple[Link, ...]
    closed: str


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """`about`: what the form is for; `version`: SHA-256 of the file as it is; `fields` empty: only a question."""

    frame: DraftFrame
    about: str
    fields: tuple[Field, ...]
    version: str
    action: str
    submit: str
    warning: bool
    back: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A form: its title, what it is about, and what it asks."""

    title: str
    about: str
    fields: Sequence[Field]
    submit: str
    warning: bool = False


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a form is sent, and where it leads back to; `path`: of the file."""

    endpoint: str
    back_endpoint: str
    draft_id: UUID
    path: str
    query: dict[str, str]
    fragment: str


def form_page(asked: Asked, target: Target, file: FileInLibrary, *, errors: Errors = NO_ERRORS) -> Response:
    draft = get_draft(draft_id=target.draft_id, actor=actor())
    action = url_for(target.endpoint, draft_id=target.draft_id, path=target.path)
    list_href = url_for(target.back_endpoint, draft_id=target.draft_id, path=target.path)
    page = FormPage(
        frame=frame_of(draft, ""),
        about=asked.about,
        fields=tuple(asked.fields),
        version=file.sha256,
        action=f"{action}?{urlencode(target.query)}",
        submit=asked.submit,
        warning=asked.warning,
        back=f"{list_href}#{target.fragment}",
    )
    names = {field.name for field in page.fields}
    shown: dict[str, list[str]] = {}
    for name, sentences in errors.items():
        shown.setdefault(name if name in names else ABOUT, []).extend(sentences)
    back = Link("Back to the list", page.back)
    return render("outline/form.html", title=asked.title, page=page, errors=shown, back=back)


def draft_places(draft: DraftView, path: str) -> Places:
    """The addresses within a draft; nothing can be changed in one that is closed, or in a shared file."""

    def of(endpoint: str, about: str) -> str:
        return url_for(endpoint, draft_id=draft.id, path=path, id=about) if may_change(draft, path) else ""

    def other(endpoint: str, place: str) -> str:
        return url_for(endpoint, draft_id=draft.id, path=place)

    return Places(
        outline=lambda place: other("outline.show", place),
        table=lambda place: other("outline.table", place),
        form=lambda place: other("drafts.file", place),
        of=of,
    )


def released_places(release_id: UUID) -> Places:
    def other(endpoint: str, place: str) -> str:
        return url_for(endpoint, release_id=release_id, path=place)

    return Places(
        outline=lambda place: other("outline.released", place),
        table=lambda place: other("outline.released_table", place),
        form=lambda place: other("procedure.file", place),
        of=lambda _endpoint, _about: "",
    )


def may_change(draft: DraftView, path: str) -> bool:
    return draft.may_be_changed and not closed_text(draft, path)


def closed_text(draft: DraftView, path: str) -> str:
    """Why nothing can be changed here; empty where it can."""
    if not draft.may_be_changed:
        return "This draft can be read, and changed no more."
    if "/shared/" in path:
        return (
            "Several authorities use this file, so it cannot be changed here. Make a copy of your own in the drawing's "
            "page: it then stands in the place of the shared one, for your authority only."
        )
    return ""


def draft_links(draft_id: UUID, path: str) -> tuple[Link, ...]:
    return (Link("Open the drawing", url_for("drafts.file", draft_id=draft_id, path=path)),)
