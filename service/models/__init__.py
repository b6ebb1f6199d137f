"""The tables.  They are the domain's objects: no second set of classes mirrors them."""

from service.models.audit import CHANGES_FROM_OUTSIDE, Audit, AuditHead
from service.models.base import Base, Json, db, table_of
from service.models.bulk import BulkAction, BulkItem, BulkKind, BulkStatus, ItemResult, ReleaseMove
from service.models.cases import Case, CaseAccess, CaseNumber, CasePerson, Family, Person, PersonKind, Relationship
from service.models.clients import ApiClient
from service.models.consents import Consent, ConsentKind, ConsentStatus
from service.models.deadlines import CaseEvent, Deadline, DeadlineStatus, OverdueReason
from service.models.documents import Document, DocumentContent, DocumentKind, Letter, LetterStatus
from service.models.history import DecisionLog, History
from service.models.idempotency import IdempotencyKey
from service.models.instances import AwaitedMessage, Incident, IncidentStatus, Instance, InstanceState, Timer
from service.models.library_drafts import (
    Approval,
    ApprovalDecision,
    DraftAction,
    DraftContent,
    DraftFile,
    DraftStatus,
    DraftVersion,
    LibraryDraft,
)
from service.models.messages import Message, MessageKind, MessageStatus
from service.models.notifications import Notification, Urgency
from service.models.outbox import Outbox, OutboxStatus
from service.models.people import Absence, LoginAttempt, Membership, Role, Team, User, UserRole, ViewSetting
from service.models.protection import APPEND_ONLY
from service.models.records import CorrectionDraft, Record, RecordPerson, RecordVersion
from service.models.referrals import Referral, ReferralSource, ReferralStatus
from service.models.releases import Authority, Publication, Release, ReleaseFile, RunningCases, Schedule
from service.models.sittings import AgendaItem, Attendance, Attending, DeclaredInterest, ItemStatus, Sitting
from service.models.tasks import Draft, Presence, Task, TaskStatus
from service.models.timeline import SignificantEvent
from service.models.tryouts import ScenarioResult, Tryout

__all__ = [
    "APPEND_ONLY",
    "CHANGES_FROM_OUTSIDE",
    "Absence",
    "AgendaItem",
    "ApiClient",
    "Approval",
    "ApprovalDecision",
    "Attendance",
    "Attending",
    "Audit",
    "AuditHead",
    "Authority",
    "AwaitedMessage",
    "Base",
    "BulkAction",
    "BulkItem",
    "BulkKind",
    "BulkStatus",
    "Case",
    "CaseAccess",
    "CaseEvent",
    "CaseNumber",
    "CasePerson",
    "Consent",
    "ConsentKind",
    "ConsentStatus",
    "CorrectionDraft",
    "Deadline",
    "DeadlineStatus",
    "DecisionLog",
    "DeclaredInterest",
    "Document",
    "DocumentContent",
    "DocumentKind",
    "Draft",
    "DraftAction",
    "DraftContent",
    "DraftFile",
    "DraftStatus",
    "DraftVersion",
    "Family",
    "History",
    "IdempotencyKey",
    "Incident",
    "IncidentStatus",
    "Instance",
    "InstanceState",
    "ItemResult",
    "ItemStatus",
    "Json",
    "Letter",
    "LetterStatus",
    "LibraryDraft",
    "LoginAttempt",
    "Membership",
    "Message",
    "MessageKind",
    "MessageStatus",
    "Notification",
    "Outbox",
    "OutboxStatus",
    "OverdueReason",
    "Person",
    "PersonKind",
    "Presence",
    "Publication",
    "Record",
    "RecordPerson",
    "RecordVersion",
    "Referral",
    "ReferralSource",
    "ReferralStatus",
    "Relationship",
    "Release",
    "ReleaseFile",
    "ReleaseMove",
    "Role",
    "RunningCases",
    "ScenarioResult",
    "Schedule",
    "SignificantEvent",
    "Sitting",
    "Task",
    "TaskStatus",
    "Team",
    "Timer",
    "Tryout",
    "Urgency",
    "User",
    "UserRole",
    "ViewSetting",
    "db",
    "table_of",
]
