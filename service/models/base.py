"""What every table shares: the declarative base, the types of its columns, the session."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Date, DateTime, Enum, LargeBinary, MetaData, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase

Json = dict[str, object]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    metadata = metadata
    type_annotation_map: ClassVar = {
        str: Text(),
        bytes: LargeBinary(),
        datetime: DateTime(timezone=True),
        date: Date(),
        Decimal: Numeric(),
        UUID: Uuid(),
        Json: JSONB(),
        list[str]: ARRAY(Text()),
        list[Json]: JSONB(),
    }


def table_of(model: type[Base]) -> Table:
    """The model's table, for statements that write many rows at once, past the ORM."""
    return metadata.tables[model.__tablename__]


def closed_set(members: type[StrEnum]) -> Enum:
    """A text column that holds one of the enum's values, held to it by a CHECK constraint."""
    return Enum(
        members,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=members.__name__.lower(),
        values_callable=lambda enum: [member.value for member in enum],
    )


# Tables derive from Base and not from db.Model, whose type is unknown to mypy; both fill the same metadata.
# Rows stay readable after the commit without being read again.
db = SQLAlchemy(metadata=metadata, session_options={"expire_on_commit": False})
