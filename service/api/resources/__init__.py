"""One module per kind of resource; `BLUEPRINTS` is the list of them."""

from service.api.resources.administration import administration
from service.api.resources.bulk import bulk
from service.api.resources.cases import cases
from service.api.resources.changes import changes
from service.api.resources.drafts import drafts
from service.api.resources.external_tasks import external_tasks
from service.api.resources.folders import folders
from service.api.resources.instances import instances
from service.api.resources.messages import messages
from service.api.resources.operations import incidents, sittings, timers, waits
from service.api.resources.records import records
from service.api.resources.redirects import redirects
from service.api.resources.releases import processes, releases
from service.api.resources.reports import reports
from service.api.resources.session import session
from service.api.resources.tasks import tasks
from service.api.resources.tryouts import tryouts

BLUEPRINTS = (
    session,
    processes,
    releases,
    drafts,
    folders,
    changes,
    tryouts,
    cases,
    records,
    tasks,
    messages,
    instances,
    redirects,
    bulk,
    timers,
    incidents,
    waits,
    sittings,
    external_tasks,
    administration,
    reports,
)

__all__ = ["BLUEPRINTS"]
