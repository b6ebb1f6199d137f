"""The form for one step, way, lane or process of an outline: what it asks, and what was changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.engine.checks.namespaces import ACTIVITIES, EVENTS, PERSON_TASKS
from service.library.outline import (
    Change,
    Lane,
    Process,
    Rename,
    SetCalled,
    SetCondition,
    SetDeadlines,
    SetDecision,
    SetDefault,
    SetDue,
    SetForm,
    SetInstructions,
    SetLane,
    SetRoles,
    SetRules,
    SetTimer,
    Step,
    Way,
)
from service.library.pick_lists import PickLists
from service.web.outline.fields import Box, Choice, Field, choices_of, kept
from service.web.outline.lanes import handed_over, role_of

FORMULA = "formula"  # the choice that something else is written below
TIMER_KINDS = (
    Choice(value="timeDuration", text="After a while, such as PT30M or P2D"),
    Choice(value="timeDate", text="At a moment, such as that of a deadline"),
    Choice(value="timeCycle", text="Again and again, such as R3/PT1H"),
)
YES = "yes"
WITH_FORM = frozenset({"userTask", "startEvent"})


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What the form sent."""

    one: Mapping[str, str]
    several: Mapping[str, Sequence[str]]

    def get(self, name: str) -> str:
        return self.one.get(name, "").strip()

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(self.several.get(name, ()))


def step_fields(step: Step, picks: PickLists, lanes: Sequence[Lane]) -> Iterator[Field]:
    """Yield what can be changed about a step, as it is now; `lanes`: those in which it can lie."""
    values = step.values
    yield Field(box=Box.TEXT, name="name", label="Name", values=(step.name,))
    if _has_choice_of_lane(step, lanes):
        yield lane_field(values.lane, lanes)
    if step.kind in PERSON_TASKS:
        yield roles_field(picks, values.roles, formula=values.roles_formula)
    if step.kind in WITH_FORM:
        yield form_field(picks, step.form, needed=step.kind == "userTask")
    if step.kind in PERSON_TASKS:
        yield from moment_fields("due", "Due by", values.due, picks)
        yield from moment_fields("follow_up", "Reminder on", values.follow_up, picks)
    if values.timer:
        kind = (values.timer_kind,)
        yield Field(box=Box.RADIOS, name="kind", label="When", values=kind, choices=TIMER_KINDS)
        hint = 'A formula begins with =, such as =due("first_visit")'
        yield Field(box=Box.TEXT, name="text", label="How long, or which moment", values=(values.timer,), hint=hint)
    if step.kind == "callActivity":
        choices = kept(choices_of(picks.processes), step.called)
        label = "Process that it goes through"
        yield Field(box=Box.SELECT, name="process", label=label, values=(step.called,), choices=choices)
    if step.kind == "businessRuleTask":
        choices = kept(choices_of(picks.decisions), step.decision)
        label = "Table that it asks"
        yield Field(box=Box.SELECT, name="decision", label=label, values=(step.decision,), choices=choices)
    yield from _deadlines_and_rules(step, picks)


def _deadlines_and_rules(step: Step, picks: PickLists) -> Iterator[Field]:
    values = step.values
    if step.kind in ACTIVITIES | EVENTS:
        choices = kept(choices_of(picks.deadlines), *values.deadlines)
        label = "Deadlines that begin here"
        yield Field(
            box=Box.SEVERAL, name="deadlines", label=label, values=values.deadlines, choices=choices, optional=True
        )
    if step.kind in ACTIVITIES:
        hint = "One or two sentences for whoever does it."
        yield Field(
            box=Box.AREA,
            name="instructions",
            label="Help for the worker",
            values=(values.instructions,),
            hint=hint,
            optional=True,
        )
    yield rules_field(values.rules)


def way_fields(way: Way, others: Sequence[Way]) -> Iterator[Field]:
    """Yield what can be changed about a way out of a choice; `others`: the other ways out of it."""
    yield Field(box=Box.TEXT, name="name", label="Name of this way", values=(way.name,), hint='Such as "yes".')
    if not way.is_default:
        yield condition_field(way.condition, "Condition")
        before = next((each for each in others if each.is_default), None)
        if others:
            hint = "" if before is None else f"Until now that is the way to {before.to_number} {before.to_name}."
            choices = (Choice(value=YES, text="Take this way when no other is", hint=hint),)
            label = "When no condition is true"
            yield Field(box=Box.SEVERAL, name="default", label=label, choices=choices, optional=True)
        if before is not None:
            hint = f"Only if this way is now taken when no other is: when does it go to {before.to_name} instead?"
            yield Field(box=Box.TEXT, name="other", label="Condition of the way until now", hint=hint, optional=True)


def named_fields(name: str) -> Iterator[Field]:
    yield Field(box=Box.TEXT, name="name", label="Name", values=(name,))


def process_fields(process: Process) -> Iterator[Field]:
    yield from named_fields(process.name)
    yield rules_field(process.rules)


def task_fields(picks: PickLists) -> Iterator[Field]:
    """Yield what a new task needs."""
    yield Field(box=Box.TEXT, name="name", label="Name", hint='What is done, such as "Copy of plan given".')
    yield roles_field(picks, ())
    yield form_field(picks, "", needed=True)
    yield from moment_fields("due", "Due by", "", picks)


def branch_fields(targets: Sequence[Choice]) -> Iterator[Field]:
    """Yield what a new choice needs; `targets`: the steps that its new way can lead to."""
    hint = 'Such as "Copy of plan given?".'
    yield Field(box=Box.TEXT, name="question", label="Question that decides", hint=hint)
    yield Field(box=Box.TEXT, name="label", label="Name of the new way", hint='Such as "no".')
    yield condition_field("", "When the new way is taken")
    yield Field(
        box=Box.SELECT,
        name="to",
        label="Where the new way leads",
        choices=tuple(targets),
        choose="To a new end",
        optional=True,
    )
    yield Field(box=Box.TEXT, name="end", label="Name of the new end", hint="If it leads to one.", optional=True)
    yield Field(box=Box.TEXT, name="otherwise", label="Name of the way as before", hint='Such as "yes".')


def roles_field(picks: PickLists, roles: Sequence[str], *, formula: str = "") -> Field:
    hint = "Whoever has one of these roles is offered the task."
    if formula:
        hint = f"Now found by the formula {formula}. If you choose roles, they take its place."
    choices = kept(choices_of(picks.roles), *roles)
    return Field(box=Box.SEVERAL, name="roles", label="Done by", values=tuple(roles), hint=hint, choices=choices)


def lane_field(lane: str, lanes: Sequence[Lane]) -> Field:
    hint = (
        "Where it stands in the drawing. If you choose another lane and leave the roles below as they are, the role of "
        "that lane takes the place of the one until now."
    )
    choices = tuple(Choice(value=each.id, text=each.name or each.id) for each in lanes)
    return Field(box=Box.SELECT, name="lane", label="Lane", values=(lane,), hint=hint, choices=choices)


def _has_choice_of_lane(step: Step, lanes: Sequence[Lane]) -> bool:
    return step.kind in PERSON_TASKS and bool(step.values.lane) and len(lanes) > 1


def form_field(picks: PickLists, form: str, *, needed: bool) -> Field:
    choices = kept(choices_of(picks.forms), form)
    choose = "Choose" if needed else "No form"
    return Field(
        box=Box.SELECT, name="form", label="Form", values=(form,), choices=choices, choose=choose, optional=not needed
    )


def condition_field(condition: str, label: str) -> Field:
    hint = 'In FEEL, such as took_place = "no" or level > 2.'
    return Field(box=Box.TEXT, name="condition", label=label, values=(condition,), hint=hint)


def rules_field(rules: Sequence[str]) -> Field:
    hint = "Ids of the register, one in each line."
    return Field(
        box=Box.AREA,
        name="rules",
        label="Rules that it carries out",
        values=("\n".join(rules),),
        hint=hint,
        optional=True,
    )


def moment_fields(name: str, label: str, text: str, picks: PickLists) -> Iterator[Field]:  # noqa: PLR0917 - a moment
    """Yield a choice among the deadlines, and a field for anything else."""
    key = _deadline_in(text, picks)
    chosen = key or (FORMULA if text else "")
    choices = (*choices_of(picks.deadlines), Choice(value=FORMULA, text="Something else, written below"))
    yield Field(
        box=Box.SELECT,
        name=name,
        label=label,
        values=(chosen,),
        choices=choices,
        choose="Nothing",
        optional=True,
    )
    yield Field(
        box=Box.TEXT,
        name=f"{name}_formula",
        label=f"{label}: something else",
        values=("" if key else text,),
        hint='A formula such as =now() + duration("P5D").',
        optional=True,
    )


def moment_sent(name: str, sent: Sent) -> str:
    """Return the moment that was chosen or written."""
    chosen = sent.get(name)
    return sent.get(f"{name}_formula") if chosen == FORMULA else f'=due("{chosen}")' if chosen else ""


def _deadline_in(text: str, picks: PickLists) -> str:
    return next((pick.id for pick in picks.deadlines if text == f'=due("{pick.id}")'), "")


def step_changes(step: Step, sent: Sent, picks: PickLists, *, lanes: Sequence[Lane]) -> Iterator[Change]:
    """Yield what was changed about a step; nothing for what was left as it is."""
    values = step.values
    if " ".join(sent.get("name").split()) != step.name:
        yield Rename(id=step.id, name=sent.get("name"))
    if step.kind in PERSON_TASKS:
        yield from _person_changes(step, sent, picks, lanes=lanes)
    if step.kind in WITH_FORM and sent.get("form") != step.form:
        yield SetForm(id=step.id, form=sent.get("form"))
    if values.timer and (sent.get("kind"), sent.get("text")) != (values.timer_kind, values.timer):
        yield SetTimer(id=step.id, kind=sent.get("kind"), text=sent.get("text"))
    if step.kind == "callActivity" and sent.get("process") != step.called:
        yield SetCalled(id=step.id, process=sent.get("process"))
    if step.kind == "businessRuleTask" and sent.get("decision") != step.decision:
        yield SetDecision(id=step.id, decision=sent.get("decision"))
    yield from _property_changes(step, sent)


def _person_changes(step: Step, sent: Sent, picks: PickLists, *, lanes: Sequence[Lane]) -> Iterator[Change]:
    values, roles, lane = step.values, sent.all("roles"), sent.get("lane")
    if _has_choice_of_lane(step, lanes) and lane != values.lane:
        yield SetLane(id=step.id, lane=lane)
        if set(roles) == set(values.roles):
            before, after = (role_of(each, lanes, picks) for each in (values.lane, lane))
            roles = handed_over(values.roles, before=before, after=after)
    if set(roles) != set(values.roles) and (roles or not values.roles_formula):
        yield SetRoles(id=step.id, roles=roles)
    due, follow_up = (_moment(name, text, sent, picks) for name, text in _moments(step))
    if (due, follow_up) != (values.due, values.follow_up):
        yield SetDue(id=step.id, due=due, follow_up=follow_up)


def _moments(step: Step) -> tuple[tuple[str, str], ...]:
    return ("due", step.values.due), ("follow_up", step.values.follow_up)


def _moment(name: str, text: str, sent: Sent, picks: PickLists) -> str:  # noqa: PLR0917 - a moment
    """Return the moment as it is now wanted; as it was, where the same was chosen."""
    found = moment_sent(name, sent)
    return text if found == text or (found and found == f'=due("{_deadline_in(text, picks)}")') else found


def _property_changes(step: Step, sent: Sent) -> Iterator[Change]:
    values = step.values
    if step.kind in ACTIVITIES | EVENTS and set(sent.all("deadlines")) != set(values.deadlines):
        kept_first = [key for key in values.deadlines if key in sent.all("deadlines")]
        added = [key for key in sent.all("deadlines") if key not in values.deadlines]
        yield SetDeadlines(id=step.id, deadlines=[*kept_first, *added])
    text = sent.get("instructions").replace("\r\n", "\n")
    if step.kind in ACTIVITIES and text != values.instructions.strip():
        yield SetInstructions(id=step.id, text=text)
    if tuple(sent.get("rules").split()) != values.rules:
        yield SetRules(id=step.id, rules=sent.get("rules").split())


def way_changes(way: Way, sent: Sent) -> Iterator[Change]:
    if " ".join(sent.get("name").split()) != way.name:
        yield Rename(id=way.id, name=sent.get("name"))
    if sent.all("default"):
        yield SetDefault(id=way.id, condition=sent.get("other"))
    elif not way.is_default and sent.get("condition").removeprefix("=").strip() != way.condition:
        yield SetCondition(id=way.id, condition=sent.get("condition"))


def process_changes(process: Process, sent: Sent) -> Iterator[Change]:
    if " ".join(sent.get("name").split()) != process.name:
        yield Rename(id=process.id, name=sent.get("name"))
    if tuple(sent.get("rules").split()) != process.rules:
        yield SetRules(id=process.id, rules=sent.get("rules").split())
