"""The pages of one task, drawn."""

from http import HTTPStatus

from flask import Response, url_for

from service.forms import Form
from service.pathways.queries.task_page import TaskPage
from service.pathways.reading import read_record
from service.web.pages import Link, render
from service.web.questions.answers import to_check
from service.web.questions.errors import Errors, beside
from service.web.questions.paths import Data
from service.web.requests import actor, clock
from service.web.site import site
from service.web.tasks.asking import Place, asking
from service.web.tasks.checking import Checking, missing_of
from service.web.tasks.filling import NO_ERRORS, answers_of_task, filling_of
from service.web.tasks.lost import Late, LostPage, lost_page
from service.web.tasks.present import Head, head_of

ANYWHERE = Place()


def form_page(
    page: TaskPage,
    answers: Data,
    *,
    place: Place = ANYWHERE,
    errors: Errors = NO_ERRORS,
    status: HTTPStatus | None = None,
) -> Response:
    """A page of the form with these answers, and what is wrong with them."""
    form = asked_form(page)
    found = {path: list(texts) for path, texts in errors.items()}
    filling = filling_of(page, form, answers, now=clock().now(), errors=found)
    shown = asking(page, form, head(page), filling=filling, place=place)
    return draw("tasks/form.html", page, shown=shown, errors=beside(form, found), status=status)


def check_page(page: TaskPage, form: Form, *, changed: bool = False) -> Response:
    """All answers once more before they are sent; `changed`: they were changed since they were shown."""
    filling = filling_of(page, form, answers_of_task(page), now=clock().now())
    task_id = page.task.id

    def link(page_id: str, field: str) -> str:
        return url_for("tasks.show", task_id=task_id, page=page_id, change=1) + f"#{field}"

    shown = Checking(
        head=head(page),
        sections=to_check(form, filling, link),
        missing=missing_of(page, form, now=clock().now(), link=link),
        version=page.draft.version,
        edition=page.edition,
        changed=changed,
        back=url_for("tasks.show", task_id=task_id, page=form.pages[-1].id),
    )
    return draw("tasks/check.html", page, shown=shown, status=HTTPStatus.CONFLICT if changed else None)


def lost_answer(why: Late, page: TaskPage | LostPage, typed: Data | None = None) -> Response:
    """The page for an answer that came too late."""
    shown = page if isinstance(page, LostPage) else _lost(why, page, typed or {})
    case_id = page.case.id if isinstance(page, TaskPage) and page.case is not None else None
    return render(
        "tasks/lost.html",
        title=str(why),
        page=shown,
        status=HTTPStatus.CONFLICT,
        back=Link("My work", url_for("work.mine")),
        concern_case_id=case_id,
    )


def asked_form(page: TaskPage) -> Form:
    if page.form is None:
        raise TypeError("The task asks nothing.")
    return page.form


def _lost(why: Late, page: TaskPage, typed: Data) -> LostPage:
    return lost_page(why, page, typed, answered=_answered(page) if why is Late.DONE else None)


def _answered(page: TaskPage) -> Data | None:
    """What somebody else answered, where the person may read it; that they read it is written down."""
    if page.record_id is None or page.case is None or not page.case.open_to_me:
        return None
    return read_record(record_id=page.record_id, actor=actor(), clock=clock()).answers


def head(page: TaskPage) -> Head:
    return head_of(page, me=actor().name, now=clock().now(), calendar=site().calendar)


def draw(
    template: str, page: TaskPage, *, shown: object, errors: Errors = NO_ERRORS, status: HTTPStatus | None = None
) -> Response:
    """A page about a task that can be seen: its name is the title, the way back leads over the case."""
    return render(
        template,
        title=page.task.name,
        page=shown,
        crumbs=crumbs_of(page),
        errors=errors,
        status=status,
        allowed=page.allowed,
        concern_case_id=page.case.id if page.case is not None and page.case.open_to_me else None,
        print_reference=page.case.reference if page.case is not None else None,
    )


def crumbs_of(page: TaskPage) -> tuple[Link, ...]:
    mine = Link("My work", url_for("work.mine"))
    if page.case is None or not page.case.open_to_me:
        return (mine,)
    return (mine, Link(page.case.reference, url_for("cases.overview", case_id=page.case.id)))
