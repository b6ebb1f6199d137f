"""The register of rules: which have changed, and which have gained or lost something that carries them out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.library.carriers import Carrier, carriers_of
from service.library.compose import Composed
from service.library.difference.catalogue import Catalogue, Entry, entries, said, section
from service.library.difference.matching import pairs
from service.library.difference.model import CARRIED, Change, Detail, Section, Sentence, Sign, Subject, Weight
from service.library.difference.side import Side, Sides
from service.library.difference.speech import joined, quoted
from service.library.difference.traits import Comparable, Several, Trait, details
from service.library.notes import Notes
from service.library.obligations import Obligations, read_obligations
from service.library.rules import RegisterRule

MOST = 60  # letters of a rule's text in a sentence


def _named(rule: RegisterRule) -> str:
    return f"{rule.id}: {shortened(rule.text)}"


RULES = Catalogue[RegisterRule](
    name=_named,
    added="New rule {it}.",
    removed="The rule {it} is no longer in the register.",
    weight=Weight.PROOF,
    traits=(
        Trait(
            what="text",
            weight=Weight.PROOF,
            read=lambda rule: rule.text,
            otherwise="The text of the rule {it} has changed.",
        ),
        Trait(
            what="what can be carried out",
            weight=Weight.PROOF,
            read=lambda rule: rule.automatable,
            say=lambda rule, _: quoted(rule.automatable),
            changed="Whether the rule {it} can be carried out is now {after} instead of {before}.",
            otherwise="Whether the rule {it} can be carried out has changed.",
        ),
        Trait(
            what="place and notes",
            weight=Weight.PROOF,
            read=lambda rule: (rule.stage, rule.kind, rule.section, rule.lines, rule.note),
            otherwise="The stage, place or note of the rule {it} has changed.",
        ),
    ),
)
EVENTS = Catalogue[Entry](
    name=lambda entry: entry[1],
    added="The register now speaks of {it}.",
    removed="The register no longer speaks of {it}.",
    weight=Weight.PROOF,
    traits=(
        Trait(
            what="event",
            weight=Weight.PROOF,
            read=lambda entry: entry[1],
            say=said,
            changed="What the register calls {before} now reads {after}.",
            otherwise="An event of the register reads differently.",
        ),
    ),
)
PROMISES: tuple[Comparable[Obligations], ...] = (
    Trait(
        what="rules covered",
        weight=Weight.PROOF,
        read=lambda promised: promised.covered,
        say=lambda promised, _: str(promised.covered),
        changed="The library now promises to carry out {after} rules instead of {before}.",
        otherwise="How many rules the library promises to carry out has changed.",
    ),
    Trait(
        what="principles shown",
        weight=Weight.PROOF,
        read=lambda promised: promised.shown,
        say=lambda promised, _: str(promised.shown),
        changed="The library now promises to show {after} principles instead of {before}.",
        otherwise="How many principles the library promises to show has changed.",
    ),
    Several(
        what="stages covered as a whole",
        weight=Weight.PROOF,
        read=lambda promised: promised.complete,
        gained="The stage {one} is now promised as a whole.",
        lost="The stage {one} is no longer promised as a whole.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class _Carried:
    rule: str
    old: tuple[Carrier, ...]
    new: tuple[Carrier, ...]

    @property
    def gained(self) -> tuple[Carrier, ...]:
        return tuple(carrier for carrier in self.new if carrier not in self.old)

    @property
    def lost(self) -> tuple[Carrier, ...]:
        return tuple(carrier for carrier in self.old if carrier not in self.new)


def rule_sections(sides: Sides) -> Iterator[Section]:
    """Yield what has changed about rules, as one section."""
    folder = f"processes/{sides.after.composed.authority.id}"
    register, promised = tuple(_register(sides)), tuple(_promised(sides))
    files = {f"{folder}/rules.yaml": register, f"{folder}/coverage.yaml": promised}
    told = frozenset(file for file, changes in files.items() if changes)
    yield from section(Subject.RULES, (*_carriers(sides), *register, *promised), files=told)


def _register(sides: Sides) -> Iterator[Change]:
    old, new = (side.composed.rules for side in sides)
    yield from RULES.changes(old.rules, new.rules, sides)
    yield from EVENTS.changes(entries(old.events), entries(new.events), sides)


def _promised(sides: Sides) -> Iterator[Change]:
    before, after = (_promises(side.composed) for side in sides)
    found = details(PROMISES, before, after, sides=sides, it="the library")
    if found:
        yield Change(sign=Sign.CHANGED, id="coverage", name="Promises", details=found)


def _carriers(sides: Sides) -> Iterator[Change]:
    for rule, old, new in pairs(*(_by_rule(side.composed) for side in sides)):
        carried = _Carried(rule=rule, old=old or (), new=new or ())
        if carried.gained or carried.lost:
            yield Change(sign=_sign(carried), id=rule, name=_name(rule, sides), details=(_told(carried, sides),))


def _sign(carried: _Carried) -> Sign:
    """A rule that nothing carried out before is added to what the library does."""
    if not carried.old:
        return Sign.ADDED
    return Sign.CHANGED if carried.new else Sign.REMOVED


def _told(carried: _Carried, sides: Sides) -> Detail:
    text = _sentence(carried, _name(carried.rule, sides), sides)
    return Detail(
        what=CARRIED,
        before=_all(carried.old, sides.before),
        after=_all(carried.new, sides.after),
        sentences=(Sentence(text=text, weight=Weight.PROOF),),
    )


def _sentence(carried: _Carried, name: str, sides: Sides) -> str:
    gained, lost = _all(carried.gained, sides.after), _all(carried.lost, sides.before)
    left = len(carried.new) - len(carried.gained)
    if not carried.new:
        return f"Nothing carries out the rule {name} any more; it was {lost}."
    if not carried.lost:
        return f"The rule {name} is now carried out by {gained}{', too' if left else ''}."
    if not carried.gained:
        still = "1 other still does" if left == 1 else f"{left} others still do"
        return f"The rule {name} is no longer carried out by {lost}; {still}."
    return f"The rule {name} is now carried out by {gained} instead of {lost}."


def _all(carriers: tuple[Carrier, ...], side: Side) -> str:
    return joined(dict.fromkeys(side.carrier(carrier) for carrier in carriers))


def _by_rule(composed: Composed) -> Mapping[str, tuple[Carrier, ...]]:
    found: dict[str, tuple[Carrier, ...]] = {}
    for carrier in carriers_of(
        composed.release,
        forms=composed.forms.values(),
        letters=composed.letters.values(),
        reports=composed.reports.values(),
        authority=composed.authority,
    ):
        found[carrier.rule] = (*found.get(carrier.rule, ()), carrier)
    return found


def _name(rule: str, sides: Sides) -> str:
    known = sides.after.composed.rules.rules.get(rule) or sides.before.composed.rules.rules.get(rule)
    return quoted(_named(known) if known is not None else rule)


def _promises(composed: Composed) -> Obligations:
    path = f"processes/{composed.authority.id}/coverage.yaml"
    return read_obligations(composed.files, composed.authority.id, Notes(file=path))


def shortened(text: str) -> str:
    words = " ".join(text.split()).rstrip(".")
    return words if len(words) <= MOST else f"{words[:MOST].rsplit(' ', 1)[0]} …"
