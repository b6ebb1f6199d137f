"""A preview, read and put into texts, for whichever page it stands on."""

from collections.abc import Mapping

from flask import Response, url_for

from service.models import BulkStatus
from service.pathways.queries.bulk import BulkView
from service.pathways.queries.impact import impact_summary
from service.pathways.queries.user_names import user_names
from service.web.cases.asked import href_after, href_with
from service.web.impact.asked import all_items, asked, items_of
from service.web.impact.present import (
    Impact,
    begun_text,
    due_lines,
    filters_of,
    item_line,
    listening_table,
    numbers_of,
    progress_of,
    reason_lines,
    sentence_of,
    step_lines,
    table_rows,
)
from service.web.requests import actor
from service.web.site import site
from service.web.spreadsheet import as_csv

HEADS = (
    "Case", "Process", "Follows", "Result", "Stands at", "Why it cannot move", "Due dates that would change",
    "What begins or ceases to be waited for",
)  # fmt: skip


def impact_of(preview: BulkView, *, href: str, download_href: str, outdated: str = "") -> Impact:
    """`href`: of the page itself.  `outdated`: why it says nothing about what is there now."""
    wanted, calendar, names = asked(), site().calendar, _processes()
    summary = impact_summary(bulk_id=preview.id, actor=actor())
    items = items_of(preview, wanted)
    return Impact(
        begun=begun_text(preview, user_names([preview.begun_by])),
        progress=progress_of(preview),
        outdated=outdated,
        stopped=preview.status is BulkStatus.STOPPED,
        sentence=sentence_of(summary),
        numbers=numbers_of(summary, href),
        steps=step_lines(summary.steps, names, href),
        reasons=reason_lines(summary),
        due=due_lines(summary.due),
        listening=listening_table(summary.listening),
        forms=forms_text(summary.forms_changed),
        items=tuple(item_line(item, calendar) for item in items.items),
        filters=filters_of(
            summary,
            names,
            chosen=(wanted.result.value if wanted.result else "", "/".join(wanted.at) if wanted.at else ""),
            clear_href=href,
        ),
        next_href=href_after(href, items.next_cursor),
        first_href=href_with(href) if wanted.after else None,
        download_href=download_href,
        action_href=url_for("operations.bulk", bulk_id=preview.id),
    )


def forms_text(changed: int) -> str:
    if changed == 0:
        return ""
    tasks = "1 open task asks" if changed == 1 else f"{changed} open tasks ask"
    return f"{tasks} other questions then. What somebody has typed and not sent stays."


def impact_table(preview: BulkView) -> Response:
    """Everything that the filters of the address leave, for spreadsheets."""
    rows = table_rows(all_items(preview, asked()), site().calendar)
    headers = {"Content-Disposition": "attachment; filename=impact.csv"}
    return Response(as_csv(HEADS, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _processes() -> Mapping[str, str]:
    library = site().library
    return {id_: info.name for id_, info in library.release.processes.items()} if library else {}
