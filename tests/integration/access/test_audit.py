import pytest
from flask import Flask
from sqlalchemy import text

from service.access import AuditEntry, streams, system_actor, verify_stream, write_audit
from service.clocks.clock import VirtualClock
from service.models import db

STREAM = "case:one"


@pytest.fixture
def chain(rolled_back: Flask, clock: VirtualClock) -> None:
    for number in range(1, 4):
        details = {"number": number, "words": ["é", "ü"], "none": None}
        entry = AuditEntry(stream=STREAM, at=clock.now(), action=f"do {number}", subject="case", details=details)
        write_audit(system_actor(), entry)


def tamper(statement: str) -> None:
    """Change rows as somebody with the keys to the database could."""
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(text(statement))


def test_an_untouched_chain_is_intact(chain: None):
    found = verify_stream(STREAM)

    assert (found.intact, found.entries, found.problem) == (True, 3, None)


def test_an_empty_stream_is_intact(rolled_back: Flask):
    assert verify_stream("case:nothing").intact


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit SET action = 'do nothing' WHERE position = 2", "changed at position 2"),
        ("UPDATE audit SET details = '{}' WHERE position = 1", "changed at position 1"),
        ("UPDATE audit SET actor_name = 'somebody' WHERE position = 3", "changed at position 3"),
        ("UPDATE audit SET at = at + interval '1 second' WHERE position = 2", "changed at position 2"),
        ("UPDATE audit SET hash = sha256('x') WHERE position = 2", "changed at position 2"),
        ("DELETE FROM audit WHERE position = 2", "missing at position 2"),
        ("DELETE FROM audit WHERE position = 3", "end of the chain is missing at position 3"),
        ("DELETE FROM audit", "end of the chain is missing at position 1"),
        ("DELETE FROM audit_head", "end of the chain is missing at position 4"),
    ],
)
def test_tampering_shows(chain: None, statement: str, problem: str):
    tamper(statement)

    found = verify_stream(STREAM)

    assert not found.intact
    assert problem in str(found.problem)


def test_a_stream_whose_entries_are_gone_is_still_looked_at(chain: None):
    tamper("DELETE FROM audit")

    assert STREAM in streams()


def test_streams_are_chains_of_their_own(chain: None, clock: VirtualClock):
    write_audit(system_actor(), AuditEntry(stream="case:two", at=clock.now(), action="do", subject="case"))
    tamper("DELETE FROM audit WHERE stream = 'case:one' AND position = 1")

    assert not verify_stream(STREAM).intact
    assert verify_stream("case:two").intact
