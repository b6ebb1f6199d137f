"""What to do next on a case, and where it stands."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response

from service.web.cases.area import area
from service.web.cases.frame import Frame, Tab, open_frame
from service.web.guards import signed_in
from service.web.pages import render


@dataclass(frozen=True)
class Page:
    frame: Frame


@area.get("/cases/<uuid:case_id>")
@signed_in
def overview(case_id: UUID) -> Response:
    page = Page(frame=open_frame(case_id, Tab.OVERVIEW))
    return render("cases/overview.html", title="Overview", page=page)
