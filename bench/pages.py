"""What does the page of a team with 5,000 open tasks cost, against an empty page of the same server?

In server time, measured by the clock around each request to the whole application, without a network.  Aim: 200 ms.
"""

from collections.abc import Mapping

from flask import Flask
from flask.testing import FlaskClient
from ground import ACTOR, AUTHORITY, Ground, ground, median, wall_milliseconds
from sqlalchemy import Connection, text

from service.app import create_app
from service.clocks.clock import SystemClock
from service.models import db
from service.pathways.people import add_user

TASKS = 5000
TIMES = 40
PASSWORD = "a long bench password"  # noqa: S105 - of a database that lasts as long as the run
EMPTY = "/help"
PAGES = {
    "team page, 50 of 5,000 tasks": "/work/team?sort=due",
    "the same, by family": "/work/team?sort=family",
    "the same, overdue only": "/work/team?due=overdue",
    "the last page of its print": "/work/team?print=yes",
    "my work": "/work?sort=due",
    "unallocated": "/work/unallocated?sort=due",
}

# every tenth family is restricted, every third task has no due date, the others are due in the weeks around now
FILL = (
    """create temporary table copied on commit drop as
       select number, gen_random_uuid() as family, gen_random_uuid() as own_case, gen_random_uuid() as own_instance
       from generate_series(1, :tasks) as number""",
    """insert into family (id, authority, reference, name, created_at)
       select family, :authority, 'F-' || number, 'Test Family ' || number, now() from copied""",
    """insert into "case" (id, authority, reference, family_id, team, lead, status, episode, restricted, opened_at,
                            opened_by, revision)
       select own_case, :authority, 'BEN-' || number, family, 'only', 'bench.manager', 'open', 1, number % 10 = 0,
              now(), 'bench', 1 from copied""",
)
COPIES = {
    "instance": {"id": "own_instance", "case_id": "own_case"},
    "task": {
        "id": "gen_random_uuid()",
        "instance_id": "own_instance",
        "case_id": "own_case",
        "assignee": "case when number % 2 = 0 then 'bench.manager' end",
        "due_at": "case when number % 3 > 0 then now() + (number % 60 - 30) * interval '1 day' end",
    },
}
DEADLINES = """insert into deadline (id, authority, case_id, instance_id, key, label, enforcement, element, base_at,
                                     due_at, breach_at, status)
    select gen_random_uuid(), :authority, case_id, instance_id, 'visit', 'Visit', 'hard', element, opened_at, due_at,
           due_at, 'running' from task where due_at is not null"""


def main() -> None:
    with ground() as place:
        fill(place)
        app = create_app(place.settings, SystemClock())
        client = signed_in(app)
        empty = measure(client, EMPTY)
        print(f"an empty page:                {empty:7.1f} ms")
        for name, path in PAGES.items():
            took = measure(client, path)
            print(f"{name + ':':<30}{took:7.1f} ms   {took / empty:5.1f} empty pages")
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def fill(place: Ground) -> None:
    """One team with 5,000 families, each with a task and its standard."""
    clock = SystemClock()
    (instance,) = place.start("visits", 1)
    with place.app.app_context():
        add_user(
            name="bench.manager",
            display_name="Bench Manager",
            password=PASSWORD,
            roles=["manager"],
            teams=["only"],
            authority=AUTHORITY,
            actor=ACTOR,
            clock=clock,
        )
        db.session.remove()
        values = {"tasks": TASKS, "authority": AUTHORITY, "instance": instance}
        with db.engine.begin() as connection:
            for statement in FILL:
                connection.execute(text(statement), values)
            for table, changed in COPIES.items():
                connection.execute(text(copying(connection, table, changed)), values)
            connection.execute(text(DEADLINES), values)
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("vacuum analyze"))


def copying(connection: Connection, table: str, changed: Mapping[str, str]) -> str:
    """The statement that copies the instance's row of the table for every family."""
    columns = connection.scalars(
        text("select column_name from information_schema.columns where table_name = :t and is_generated = 'NEVER'"),
        {"t": table},
    ).all()
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(changed.get(column, f't."{column}"') for column in columns)
    key = "id" if table == "instance" else "instance_id"
    return f'insert into "{table}" ({names}) select {values} from "{table}" as t, copied where t.{key} = :instance'  # noqa: S608


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"name": "bench.manager", "password": PASSWORD, "csrf_token": token}
    answer = client.post("/sign-in", data=sent)
    if answer.status_code != 303:  # noqa: PLR2004 - See Other
        raise SystemExit(f"Signing in failed: {answer.status}")
    return client


def measure(client: FlaskClient, path: str) -> float:
    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            raise SystemExit(f"{path}: {answer.status}")

    for _ in range(3):
        ask()
    return median([wall_milliseconds(ask) for _ in range(TIMES)])


if __name__ == "__main__":
    main()
