from datetime import UTC, datetime
from uuid import UUID

import pytest

from service.integrations import Call

CALL_ID = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def make_call():
    def make(topic="mail.send", case="HAR-2026-0001", **parameters):
        return Call(
            id=CALL_ID,
            topic=topic,
            authority="haringey",
            case=case,
            parameters=parameters,
            made_at=datetime(2026, 12, 14, 10, 0, tzinfo=UTC),
        )

    return make
