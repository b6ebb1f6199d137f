"""People who sign in, their roles and teams, when they are away, and how they like their lists."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base


class User(Base):
    """A person with an account; `name` is what they sign in with.  A new `session_key` ends all sessions."""

    __tablename__ = "user"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"), index=True)
    display_name: Mapped[str]
    email: Mapped[str | None]
    password_hash: Mapped[str]
    active: Mapped[bool]
    session_key: Mapped[str]
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]
    full_time_equivalent: Mapped[Decimal] = mapped_column(default=Decimal(1))  # 1: full time; divides caseloads
    calendar_token_hash: Mapped[bytes | None] = mapped_column(unique=True)  # of the address of their calendar feed


class Role(Base):
    """From `authority.yaml`; `capabilities` are names of `service.access.Capability`."""

    __tablename__ = "role"

    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    capabilities: Mapped[list[str]]


class UserRole(Base):
    __tablename__ = "user_role"
    __table_args__ = (ForeignKeyConstraint(["authority", "role"], ["role.authority", "role.id"]),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    authority: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class Team(Base):
    __tablename__ = "team"

    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    localities: Mapped[list[str]]


class Membership(Base):
    __tablename__ = "membership"
    __table_args__ = (ForeignKeyConstraint(["authority", "team"], ["team.authority", "team.id"]),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    authority: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(primary_key=True)


class Absence(Base):
    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("until_at > from_at", name="span"),
        Index("ix_absence_user", "user_id", "until_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    reason: Mapped[str | None]
    cover: Mapped[str | None] = mapped_column(ForeignKey("user.name"))  # who looks after their work meanwhile
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class ViewSetting(Base):
    """How a person last looked at a list: the query of its address, such as "sort=due&team=west"."""

    __tablename__ = "view_setting"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    view: Mapped[str] = mapped_column(primary_key=True)
    query: Mapped[str]


class LoginAttempt(Base):
    """A failed attempt to sign in, under the name that was typed (whether or not it exists)."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_name", "name", "at"), Index("ix_login_attempt_address", "address", "at"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]
