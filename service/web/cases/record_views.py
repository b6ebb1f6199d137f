"""The completed forms of a case: the list, one of them with its versions, correcting it."""

from http import HTTPStatus
from uuid import UUID

from flask import Response, jsonify, request, url_for

from service.errors import InvalidInputError, StaleVersionError
from service.pathways.correct_record import correct_record
from service.pathways.draft_correction import (
    BegunCorrection,
    DraftedCorrection,
    begun_correction,
    draft_correction,
    form_to_correct,
)
from service.pathways.queries.case_records import RecordPage, case_records, forms_of_case, read_record_page
from service.pathways.queries.paging import PageRequest
from service.web.cases.area import area
from service.web.cases.asked import href_after, href_with, id_in, text_in
from service.web.cases.frame import Tab, frame_of, head_of, open_frame
from service.web.cases.records import (
    CorrectionPage,
    RecordsPage,
    attachments_of,
    changes_since,
    record_row,
    record_shown,
)
from service.web.cases.whole_form import drawn, refused, summary_of, typed, typed_so_far
from service.web.guards import signed_in
from service.web.pages import Link, render, saved
from service.web.questions.errors import Errors
from service.web.questions.filling import Filling
from service.web.questions.naming import ACTION
from service.web.questions.paths import Data
from service.web.requests import actor, clock, idempotency
from service.web.site import site
from service.web.tasks.filling import tidied
from service.web.texts import moment_text

RIGHT: Errors = {}
SAVE = "save"
REASON_FIELD = "correction_reason"
REASON = "Enter why it is corrected"


@area.get("/cases/<uuid:case_id>/records")
@signed_in
def records(case_id: UUID) -> Response:
    return render("cases/records.html", title="Records and forms", page=_records(case_id))


@area.get("/cases/<uuid:case_id>/records/<uuid:record_id>")
@signed_in
def record(case_id: UUID, record_id: UUID) -> Response:
    found, frame = _read(case_id, record_id), open_frame(case_id, Tab.RECORDS)
    page = record_shown(found, frame, version=request.args.get("version", type=int))
    return render("cases/record.html", title=found.record.title, page=page, back=_list(case_id))


@area.get("/cases/<uuid:case_id>/records/<uuid:record_id>/print")
@signed_in
def print_record(case_id: UUID, record_id: UUID) -> Response:
    found, frame = _read(case_id, record_id), open_frame(case_id, Tab.RECORDS)
    page = record_shown(found, frame, version=request.args.get("version", type=int))
    return render(
        "cases/record_print.html",
        title=found.record.title,
        page=page,
        back=Link("Back to the record", page.record_href),
        print_reference=frame.reference,
        printed_at=moment_text(clock().now()),
    )


@area.get("/cases/<uuid:case_id>/records/<uuid:record_id>/correct")
@signed_in
def correct(case_id: UUID, record_id: UUID) -> Response:
    found, begun = _read(case_id, record_id), begun_correction(record_id=record_id, actor=actor())
    if begun is None:
        return _correction(found, found.record.answers, version=found.record.version)
    return _correction(found, begun.answers, version=begun.version, begun=begun)


@area.post("/cases/<uuid:case_id>/records/<uuid:record_id>/correct")
@signed_in
def save_correction(case_id: UUID, record_id: UUID) -> Response:
    found, version = _read(case_id, record_id), request.form.get("version", 0, type=int)
    sent = typed(found.form, {}, case_id)
    if request.form.get(ACTION) == SAVE:
        return _put_by(found, sent.answers, version=version)
    try:
        if not (sent.errors or sent.pressed):
            _save(record_id, sent.answers, version=version)
            return saved("The correction is saved. The original stays as it was.", to=_record_href(found))
        errors = sent.errors
    except StaleVersionError:
        errors = RIGHT
    except InvalidInputError as error:
        errors = refused(error)
    return _correction(found, sent.answers, version=version, errors=errors)


@area.post("/cases/<uuid:case_id>/records/<uuid:record_id>/correct/draft")
@signed_in
def draft_of_correction(case_id: UUID, record_id: UUID) -> Response:
    """What is typed so far, sent by the page itself; its reading was noted when it was opened."""
    form = form_to_correct(case_id=case_id, record_id=record_id, actor=actor())
    version = request.form.get("version", 0, type=int)
    done = _draft(record_id, typed_so_far(form), version=version)
    return jsonify(saved_at=done.saved_at and done.saved_at.isoformat(), version=version, others=())


def _put_by(found: RecordPage, answers: Data, *, version: int) -> Response:
    _draft(found.record.id, tidied(found.form.fields, answers), version=version)
    return saved("What you typed is saved. Nothing is corrected yet.", to=_record_href(found))


def _draft(record_id: UUID, answers: Data, *, version: int) -> DraftedCorrection:
    reason = request.form.get(REASON_FIELD, "")
    return draft_correction(
        record_id=record_id, answers=answers, reason=reason, version=version, actor=actor(), clock=clock()
    )


def _save(record_id: UUID, answers: Data, *, version: int) -> None:
    reason = request.form.get(REASON_FIELD, "").strip()
    if not reason:
        raise InvalidInputError({REASON_FIELD: [REASON]})
    correct_record(
        record_id=record_id,
        answers=answers,
        reason=reason,
        version=version,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )


def _records(case_id: UUID) -> RecordsPage:
    head, here = head_of(case_id, Tab.RECORDS), url_for("cases.records", case_id=case_id)
    form, child, after = text_in(request.args, "form"), id_in(request.args, "child"), text_in(request.args, "after")
    found = case_records(case_id=case_id, actor=actor(), page=PageRequest(cursor=after), form=form, person_id=child)
    forms = forms_of_case(case_id=case_id, actor=actor())
    return RecordsPage(
        frame=frame_of(head, Tab.RECORDS, site=site(), now=clock().now()),
        rows=tuple(record_row(each, case_id) for each in found.items),
        forms=tuple({"value": key, "text": title} for key, title in forms.items()),
        form=form or "",
        children=tuple({"value": str(each.id), "text": each.known_as or each.name} for each in head.children),
        child=str(child or ""),
        filtered=form is not None or child is not None,
        next_href=href_after(here, found.next_cursor),
        first_href=href_with(here) if after else None,
    )


def _read(case_id: UUID, record_id: UUID) -> RecordPage:
    return read_record_page(case_id=case_id, record_id=record_id, actor=actor(), clock=clock())


def _correction(
    found: RecordPage, answers: Data, *, version: int, errors: Errors = RIGHT, begun: BegunCorrection | None = None
) -> Response:
    """The form with these answers; with what somebody changed meanwhile, if it was not the version that holds."""
    record, stale = found.record, version != found.record.version
    filling = Filling(
        answers=answers,
        now=clock().now(),
        context=found.context,
        options=found.options,
        attachments=attachments_of(found),
        errors={path: list(texts) for path, texts in errors.items()},
    )
    href = _record_href(found)
    page = CorrectionPage(
        frame=open_frame(_case(found), Tab.RECORDS),
        name=record.title,
        pages=drawn(found.form, filling),
        version=record.version,
        reason=request.form.get(REASON_FIELD, begun.reason if begun else ""),
        action=f"{href}/correct",
        autosave=f"{href}/correct/draft",
        saved=f"You typed this before and have not sent it. Saved on {moment_text(begun.saved_at)}" if begun else "",
        by=found.names.get(record.versions[0].by, record.versions[0].by) if stale else "",
        meanwhile=changes_since(found, version) if stale else (),
    )
    return render(
        "cases/correct.html",
        title="Correct a record",
        page=page,
        back=Link("Back to the record", href),
        errors=summary_of(found.form, errors, REASON_FIELD),
        status=HTTPStatus.CONFLICT if stale and not errors and not begun else None,
    )


def _record_href(found: RecordPage) -> str:
    return url_for("cases.record", case_id=_case(found), record_id=found.record.id)


def _case(found: RecordPage) -> UUID:
    """The case of the record; a record page is always of one."""
    return UUID(str(found.record.case_id))


def _list(case_id: UUID) -> Link:
    return Link("All records of the case", url_for("cases.records", case_id=case_id))
