"""The tables.  They are the domain's objects: no second set of classes mirrors them."""

from service.models.audit import Audit, AuditHead
from service.models.base import Base, Json, db, table_of
from service.models.cases import Case, CaseAccess, CaseNumber, CasePerson, Family, Person, PersonKind
from service.models.clients import ApiClient
from service.models.deadlines import CaseEvent, Deadline, DeadlineStatus
from service.models.history import DecisionLog, History
from service.models.idempotency import IdempotencyKey
from service.models.instances import AwaitedMessage, Incident, IncidentStatus, Instance, InstanceState, Timer
from service.models.messages import Message, MessageKind, MessageStatus
from service.models.outbox import Outbox, OutboxStatus
from service.models.people import Absence, LoginAttempt, Membership, Role, Team, User, UserRole
from service.models.protection import APPEND_ONLY
from service.models.records import Record, RecordVersion
from service.models.releases import Authority, Release, ReleaseFile, Schedule
from service.models.sittings import AgendaItem, Sitting
from service.models.tasks import Draft, Task, TaskStatus

__all__ = [
    "APPEND_ONLY",
    "Absence",
    "AgendaItem",
    "ApiClient",
    "Audit",
    "AuditHead",
    "Authority",
    "AwaitedMessage",
    "Base",
    "Case",
    "CaseAccess",
    "CaseEvent",
    "CaseNumber",
    "CasePerson",
    "Deadline",
    "DeadlineStatus",
    "DecisionLog",
    "Draft",
    "Family",
    "History",
    "IdempotencyKey",
    "Incident",
    "IncidentStatus",
    "Instance",
    "InstanceState",
    "Json",
    "LoginAttempt",
    "Membership",
    "Message",
    "MessageKind",
    "MessageStatus",
    "Outbox",
    "OutboxStatus",
    "Person",
    "PersonKind",
    "Record",
    "RecordVersion",
    "Release",
    "ReleaseFile",
    "Role",
    "Schedule",
    "Sitting",
    "Task",
    "TaskStatus",
    "Team",
    "Timer",
    "User",
    "UserRole",
    "db",
    "table_of",
]
