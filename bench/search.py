"""Does a search by name stay quick among 20,000 people?  As a ratio to a search by a number that nobody has."""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

from ground import AUTHORITY, Ground, ground, median, verdict
from sqlalchemy import insert, text

from service.access import Actor, ActorKind
from service.clocks.clock import SystemClock
from service.models import Case, CasePerson, Family, Person, PersonKind, db
from service.pathways.names import name_keys
from service.pathways.queries.search import search_families

PEOPLE = 20_000
A_FAMILY = 4
ROUNDS = 15
GOAL = 40.0  # the names are far more alike than real ones
NOBODY = "999 000 0018"
WANTED = ("Malika Rosani", "malica rossani", "Rosani 2015", "2015", "Bo")
SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprstvwyz" for vowel in "aeiou"]
FIRST_DAY = date(2008, 1, 1)


def main() -> None:
    with ground() as place:
        fill(place)
        for who in (reader(see_all=True), reader(see_all=False)):
            empty = cost(place, NOBODY, who)
            print(f"{who.display_name}: nothing found {empty:7.1f} ms")
            for words in WANTED:
                spent = cost(place, words, who)
                print(f"  {words!r:18} {spent:7.1f} ms, ratio {verdict(spent / empty, goal=GOAL)}")


def reader(*, see_all: bool) -> Actor:
    """Somebody of the service who sees everything, and somebody who sees the cases of one team of ten."""
    kind, name = (ActorKind.SYSTEM, "sees everything") if see_all else (ActorKind.USER, "leads every tenth case")
    return Actor(kind=kind, id="bench", name="bench", display_name=name, authority=AUTHORITY, roles=frozenset({"x"}))


def fill(place: Ground) -> None:
    chance = random.Random(1)
    with place.app.app_context():
        families, cases, people, members = [], [], [], []
        for number in range(PEOPLE // A_FAMILY):
            family, surname = uuid4(), word(chance)
            families.append(family_row(family, surname, number))
            cases.append(case_row(family, number))
            for position in range(A_FAMILY):
                people.append(person_row(chance, family, surname))
                members.append({"case_id": cases[-1]["id"], "person_id": people[-1]["id"], "position": position})
        for table, rows in ((Family, families), (Case, cases), (Person, people), (CasePerson, members)):
            for part in parts(rows):
                db.session.execute(insert(table), part)
        db.session.commit()
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def parts(rows: list[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    for start in range(0, len(rows), 1000):
        yield rows[start : start + 1000]


def word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3)))).capitalize()


def family_row(family: UUID, surname: str, number: int) -> dict[str, object]:
    now = SystemClock().now()
    return {"id": family, "authority": AUTHORITY, "reference": f"F-{number}", "name": surname, "created_at": now}


def case_row(family: UUID, number: int) -> dict[str, object]:
    return {
        "id": uuid4(),
        "authority": AUTHORITY,
        "reference": f"BEN-2026-{number:05d}",
        "family_id": family,
        "lead": "bench" if number % 10 == 0 else None,
        "status": "open",
        "episode": 1,
        "restricted": False,
        "opened_at": SystemClock().now(),
        "opened_by": "somebody",
        "revision": 1,
    }


def person_row(chance: random.Random, family: UUID, surname: str) -> dict[str, object]:
    name = f"{word(chance)} {surname}"
    return {
        "id": uuid4(),
        "family_id": family,
        "kind": PersonKind.CHILD,
        "name": name,
        "date_of_birth": FIRST_DAY + timedelta(days=chance.randrange(6_000)),
        "name_keys": name_keys(name, surname),
        "revision": 1,
    }


def cost(place: Ground, words: str, who: Actor) -> float:
    """Milliseconds of one search, the middle of several."""
    return median([once(place, words, who) for _ in range(ROUNDS)])


def once(place: Ground, words: str, who: Actor) -> float:
    with place.app.app_context():
        began = time.perf_counter()
        search_families(text=words, actor=who, clock=SystemClock())
        return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
