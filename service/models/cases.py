"""Families, the people in them, and the episodes of help they receive."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, closed_set


class PersonKind(StrEnum):
    CHILD = "child"
    ADULT = "adult"


class Family(Base):
    __tablename__ = "family"
    __table_args__ = (UniqueConstraint("authority", "reference"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    reference: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]


class Person(Base):
    """Somebody of a family.  A child who is not yet born has `expected_on` and no date of birth.

    `name_keys` are the trigrams of their names and their family's, for searching names that are spelt otherwise.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_names", "name_keys", postgresql_using="gin"),
        Index("ix_person_born", "date_of_birth", postgresql_where=text("date_of_birth IS NOT NULL")),
        Index("ix_person_nhs_number", "nhs_number", postgresql_where=text("nhs_number IS NOT NULL")),
        Index("ix_person_upn", "upn", postgresql_where=text("upn IS NOT NULL")),
        Index("ix_person_postcode", "postcode", postgresql_where=text("postcode IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    kind: Mapped[PersonKind] = mapped_column(closed_set(PersonKind))
    name: Mapped[str]
    date_of_birth: Mapped[date | None]
    nhs_number: Mapped[str | None]
    known_as: Mapped[str | None]
    expected_on: Mapped[date | None]
    upn: Mapped[str | None]  # unique pupil number
    address: Mapped[str | None]
    postcode: Mapped[str | None]  # without spaces, in capitals
    phone: Mapped[str | None]
    email: Mapped[str | None]
    language: Mapped[str | None]  # set where an interpreter is needed
    communication: Mapped[str | None]  # large print, British Sign Language ...
    safe_contact: Mapped[str | None]  # how they may be reached, and how not; shown before every contact
    name_keys: Mapped[list[str]] = mapped_column(default=list)
    revision: Mapped[int] = mapped_column(default=1)


class Case(Base):
    """One episode of help for a family.  `closed_at` is set as long as its status is "closed"."""

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("authority", "reference"),
        ForeignKeyConstraint(["authority", "team"], ["team.authority", "team.id"]),
        CheckConstraint("episode >= 1", name="episode"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        Index("ix_case_team", "authority", "team", "opened_at"),
        Index("ix_case_lead", "lead", postgresql_where=text("lead IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    reference: Mapped[str]
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    team: Mapped[str | None]
    lead: Mapped[str | None]  # user name; a lead may also be a professional without an account
    stage: Mapped[str | None]
    status: Mapped[str]
    outcome: Mapped[str | None]
    episode: Mapped[int]
    previous_case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    restricted: Mapped[bool]
    record_link: Mapped[str | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    revision: Mapped[int]
    consent: Mapped[str | None]  # the state of the family's agreement to the service, as the procedure names it


class CasePerson(Base):
    """Who of the family this episode is about, in the order given.  `status`: a child's own, where it differs."""

    __tablename__ = "case_person"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    position: Mapped[int]
    status: Mapped[str | None]
    left_on: Mapped[date | None]


class Relationship(Base):
    """`person` is the `kind` of `other`: mother, brother, carer."""

    __tablename__ = "relationship"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str]


class CaseAccess(Base):
    """A person who is named on a restricted case."""

    __tablename__ = "case_access"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    user_name: Mapped[str] = mapped_column(ForeignKey("user.name"), primary_key=True)
    granted_by: Mapped[str]
    granted_at: Mapped[datetime]


class CaseNumber(Base):
    """The last number given to a case of the authority in the year (local time)."""

    __tablename__ = "case_number"

    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
