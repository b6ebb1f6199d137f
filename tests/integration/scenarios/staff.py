"""Who acts: the people of authority.yaml, with the roles and teams that it gives them and no other rights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.access import Actor, ActorKind, Capability, Scope, actor_named
from service.demo.library import DemoLibrary
from service.engine.release import StartEvent
from service.library import Composed
from service.pathways.queries.tasks import TaskSummary
from service.simulator.errors import ExpectationError


@dataclass(frozen=True, kw_only=True)
class Staff:
    composed: Composed
    people: tuple[Actor, ...]

    @classmethod
    def of(cls, composed: Composed, library: DemoLibrary) -> "Staff":
        found = [actor_named(person.user) for person in library.people]
        return cls(composed=composed, people=tuple(actor for actor in found if actor is not None))

    def for_task(self, task: TaskSummary, *, role: str, user: str | None) -> Actor:
        """The person named; else one of the role: whom it is assigned to, then the case's team, then who has none."""
        holders = [person for person in self.people if role in person.roles]
        if user is not None:
            holders = [person for person in self.people if person.name == user]
        return _first([*_named(task.assignee, holders), *_near(task.team, holders)], f"somebody who is {user or role}")

    def to_start(self, event: StartEvent, *, team: str | None) -> Actor:
        """Who may start processes: of the role in whose lane the start event stands, if it may."""
        able = [person for person in self.people if Capability.START_CASES in person.capabilities]
        own = [person for person in able if event.lane in self._names(person)]
        return _first([*_near(team, own), *_near(team, able)], "somebody who may start processes")

    def to_tell(self, *, user: object, team: str | None) -> Actor:
        """Who raises a concern: the person named, else anybody who knows of the family."""
        named = [person for person in self.people if person.name == user or user in person.roles]
        close = [person for person in self.people if team in person.teams]
        return _first([*_near(team, named), *close, *self.all_seeing()], "somebody who knows of the case")

    def operator(self) -> Actor:
        return _first([each for each in self.people if Capability.OPERATE in each.capabilities], "an operator")

    def organiser(self) -> Actor:
        return _first([each for each in self.people if Capability.ASSIGN in each.capabilities], "a manager")

    def all_seeing(self) -> Iterator[Actor]:
        return (person for person in self.people if Capability.SEE_ALL_CASES in person.capabilities)

    def partner(self) -> Actor:
        """A system outside that sends messages and makes service calls."""
        return Actor(
            kind=ActorKind.CLIENT,
            id="partner",
            name="partner",
            display_name="partner",
            authority=self.composed.authority.id,
            scopes=frozenset({Scope.MESSAGES_WRITE, Scope.EXTERNAL_TASKS}),
        )

    def _names(self, person: Actor) -> set[str]:
        return {self.composed.authority.roles[role].name for role in person.roles}


def _named(name: str | None, people: Sequence[Actor]) -> list[Actor]:
    return [person for person in people if person.name == name]


def _near(team: str | None, people: Sequence[Actor]) -> list[Actor]:
    own = [person for person in people if team is not None and team in person.teams]
    free = [person for person in people if not person.teams]
    return [*own, *free, *people]


def _first(people: Sequence[Actor], wanted: str) -> Actor:
    if not people:
        raise ExpectationError(expected=wanted, found="nobody")
    return people[0]
