"""The team's caseloads, one worker's families and tasks, and giving them to others."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask import Response, request, url_for

from service.access import Capability
from service.errors import InvalidInputError, NotFoundError
from service.pathways.change_lead import reassign_families
from service.pathways.queries.absences import list_absences
from service.pathways.queries.caseload import WorkerLoad, caseloads
from service.pathways.queries.free_starts import supervision_start
from service.pathways.queries.led_families import led_families
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.uncovered import uncovered_work
from service.pathways.queries.work_filters import WorkFilter
from service.pathways.queries.work_views import View
from service.pathways.queries.workers import workers
from service.pathways.queries.worklist import worklist
from service.pathways.reassign_tasks import Outcome, reassign_tasks
from service.pathways.set_working_time import set_working_time
from service.pathways.successors import are_enough, roles_to_lead
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency
from service.web.site import site
from service.web.team.area import area
from service.web.team.outcome import team_outcome
from service.web.team.present import (
    TeamPage,
    WorkerPage,
    away_of,
    facts_of,
    families_of,
    guide_text,
    left_of,
    members_of,
    people_for,
    totals_of,
)
from service.web.work.many import away_warning
from service.web.work.pages import Choice
from service.web.work.present import row_of

MOST = 200


@area.get("/team")
@signed_in
def overview() -> Response:
    chosen, now, here = request.args.get("team", ""), clock().now(), site()
    loads = caseloads(actor=actor(), clock=clock(), team=chosen or None)
    may_assign = actor().may(Capability.ASSIGN)
    page = TeamPage(
        members=members_of(loads, here, now=now, start=supervision_start(actor())),
        guide=guide_text(here),
        teams=_teams(),
        team=chosen,
        totals=totals_of(loads),
        away=away_of(list_absences(actor=actor(), now=now), here, now=now) if may_assign else (),
        left=left_of(uncovered_work(actor=actor(), clock=clock()), here, now=now) if may_assign else (),
        may_assign=may_assign,
    )
    return render("team/overview.html", title="Team", page=page, wide=True)


@area.get("/team/<user>")
@signed_in
def worker(user: str) -> Response:
    return _worker_page(user)


@area.post("/team/<user>/reassign")
@signed_in
def reassign(user: str) -> Response:
    """Give chosen families and tasks to whoever is named beside them, or to the one named for all."""
    families, tasks = _given("family"), _given("task")
    if not families and not tasks:
        return _worker_page(user, {"everything_to": ["Choose who gets the families and tasks"]})
    once = idempotency()
    done_families, done_with_them = reassign_families(to=families, actor=actor(), clock=clock(), idempotency=once)
    left = {task: to for task, to in tasks.items() if task not in done_with_them.done}
    done_tasks = reassign_tasks(to=left, actor=actor(), clock=clock(), idempotency=once)
    tasks_together = Outcome(
        done=(*done_with_them.done, *done_tasks.done), refused=(*done_with_them.refused, *done_tasks.refused)
    )
    warning = _warning({**families, **tasks}, {*done_families.done, *tasks_together.done})
    page = team_outcome(done_families, tasks_together, warning=warning, actor=actor(), clock=clock())
    if page.plain:
        return saved(page.summary, to=url_for("team.worker", user=user))
    return render("work/outcome.html", title="Work reassigned", page=page, back=_back(user))


@area.post("/team/<user>/working-time")
@signed_in
def working_time(user: str) -> Response:
    typed = request.form.get("full_time_equivalent", "").strip()
    try:
        value = Decimal(typed)
        set_working_time(user=user, full_time_equivalent=value, actor=actor(), clock=clock(), idempotency=idempotency())
    except InvalidOperation:
        return _worker_page(user, {"full_time_equivalent": ["Full-time equivalent must be a number, such as 0.8"]})
    except InvalidInputError as error:
        return _worker_page(user, error.errors)
    return saved("The working time is changed.", to=url_for("team.worker", user=user))


def _worker_page(user: str, errors: Errors = NO_ERRORS) -> Response:
    load, now, here = _load_of(user), clock().now(), site()
    found = worklist(
        actor=actor(),
        clock=clock(),
        view=View.TEAM,
        filters=WorkFilter(assignee=user),
        page=PageRequest(limit=MOST),
    )
    families = led_families(lead=user, actor=actor())
    may_assign = actor().may(Capability.ASSIGN)
    page = WorkerPage(
        user=user,
        name=load.name,
        facts=facts_of(load, here, now=now),
        full_time=f"{load.full_time_equivalent.normalize():f}",
        families=families_of(families, here),
        tasks=tuple(row_of(item, here, now=now) for item in found.items),
        people=_successors(user),
        may_assign=may_assign,
        may_reassign=may_assign and bool(families or found.items),
    )
    back = Link("Team", url_for("team.overview"))
    return render("team/worker.html", title="One worker", page=page, errors=errors, back=back, wide=True)


def _successors(user: str) -> tuple[Choice, ...]:
    """Who could lead the families of that worker or do their tasks."""
    needed = roles_to_lead(str(actor().authority), user)
    found = [person for person in workers(actor=actor(), clock=clock()) if are_enough(person.roles, needed=needed)]
    return people_for(found, site(), now=clock().now(), leaving_out=user)


def _load_of(user: str) -> WorkerLoad:
    found = next((load for load in caseloads(actor=actor(), clock=clock()) if load.user == user), None)
    if found is None:
        raise NotFoundError("person called", user)
    return found


def _warning(to: Mapping[UUID, str], done: set[UUID]) -> str:
    got = {user for given, user in to.items() if given in done}
    people = [person for person in workers(actor=actor(), clock=clock()) if person.user in got]
    return away_warning(people, site(), now=clock().now())


def _given(kind: str) -> Mapping[UUID, str]:
    """Ids of the chosen rows, and to whom each goes: whoever is named in its row, else the one for all."""
    everything_to = request.form.get("everything_to", "")
    pairs = ((row, request.form.get(f"to_{row}") or everything_to) for row in request.form.getlist(kind))
    return {id_: to for row, to in pairs if to and (id_ := _uuid(row)) is not None}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _teams() -> tuple[Choice, ...]:
    library = site().library
    known: Iterable[str] = library.authority.teams if library else ()
    mine = actor().teams if actor().teams and not actor().sees_everything else frozenset(known)
    teams = library.authority.teams if library else {}
    return tuple(Choice(value=team.id, text=team.name) for team in teams.values() if team.id in mine)


def _back(user: str) -> Link:
    return Link("Back to the worker", url_for("team.worker", user=user))
