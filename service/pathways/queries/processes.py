"""Processes and forms of a release: the current one unless another is asked for."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, require_scope
from service.engine import ProcessInfo
from service.errors import InvalidInputError, NotFoundError
from service.forms import Form
from service.library import Composed
from service.models import Release, db
from service.pathways.releases import LoadedRelease, composed_as, current_release


@dataclass(frozen=True, kw_only=True)
class StartView:
    """A way to begin: by hand with `form`, by `message`, or by the clock (`timer`)."""

    id: str
    name: str
    form: str | None
    message: str | None
    timer: str | None


@dataclass(frozen=True, kw_only=True)
class ProcessView:
    id: str
    name: str
    kind: str | None
    file: str
    release_id: UUID
    release_number: int
    start_events: tuple[StartView, ...]
    called: tuple[str, ...]


def list_processes(
    *, actor: Actor, release_id: UUID | None = None, authority: str | None = None
) -> tuple[ProcessView, ...]:
    """Every process of the release, by name."""
    release = _release(actor, release_id, authority)
    views = [_view(info, release) for info in release.composed.release.processes.values()]
    return tuple(sorted(views, key=lambda view: (view.name, view.id)))


def get_process(
    *, process: str, actor: Actor, release_id: UUID | None = None, authority: str | None = None
) -> ProcessView:
    """:raises NotFoundError: the release has no such process."""
    release = _release(actor, release_id, authority)
    return _view(_info(release.composed, process), release)


def process_diagram(
    *, process: str, actor: Actor, release_id: UUID | None = None, authority: str | None = None
) -> bytes:
    """The file as it was published.  :raises NotFoundError: the release has no such process."""
    composed = _release(actor, release_id, authority).composed
    return composed.release.diagram(_info(composed, process).id)


def get_form(*, form: str, actor: Actor, release_id: UUID | None = None, authority: str | None = None) -> Form:
    """:raises NotFoundError: the release has no such form."""
    forms = _release(actor, release_id, authority).composed.forms
    if form not in forms:
        raise NotFoundError("form", form)
    return forms[form]


def _release(actor: Actor, release_id: UUID | None, authority: str | None) -> LoadedRelease:
    require_scope(actor, Scope.RELEASES_READ, action="read processes")
    own = actor.authority or authority
    if release_id is None:
        if own is None:
            raise InvalidInputError({"authority": ["Say for which authority."]})
        return current_release(own)
    row = db.session.execute(
        select(Release.authority, Release.number, Release.digest).where(Release.id == release_id)
    ).one_or_none()
    if row is None or own not in {None, row.authority}:
        raise NotFoundError("release", release_id)
    composed = composed_as(release_id, authority=row.authority, digest=row.digest)
    return LoadedRelease(id=release_id, number=row.number, composed=composed)


def _info(composed: Composed, process: str) -> ProcessInfo:
    info = composed.release.processes.get(process)
    if info is None:
        raise NotFoundError("process", process)
    return info


def _view(info: ProcessInfo, release: LoadedRelease) -> ProcessView:
    return ProcessView(
        id=info.id,
        name=info.name,
        kind=info.kind,
        file=info.file,
        release_id=release.id,
        release_number=release.number,
        start_events=tuple(
            StartView(id=start.id, name=start.name, form=start.form, message=start.message, timer=start.timer)
            for start in info.start_events
        ),
        called=tuple(info.called),
    )
