"""Random changes to random models, as process owners make them, and what the new model says of a case under way."""

import copy
import random
import re
from collections.abc import Callable, Iterator

from tests.conformance.reference import TASKS, TIME, Block, Diagram, Interpreter, Model

_FLOW = re.compile('<sequenceFlow id="(.*?)" sourceRef="(.*?)" targetRef="(.*?)"')
_ONCE = "<timeDuration>PT24H</timeDuration>"
CHOICES = ("exclusive", "inclusive")


class Changed:
    """A model with one change more.  `harmless`: a case can follow all of them wherever it stands."""

    def __init__(self, model: "Model | Changed", chance: random.Random) -> None:
        self.root = copy.deepcopy(model.root)
        self.added: set[str] = set(getattr(model, "added", ()))  # tasks that the old model lacks
        self.looks: dict[str, str] = dict(getattr(model, "looks", {}))  # attributes of tasks
        self.redrawn: dict[str, int] = dict(getattr(model, "redrawn", {}))  # how often, timers by their tasks
        self.repeating: set[str] = set(getattr(model, "repeating", ()))  # tasks whose timers are cycles
        self._chance = chance
        ways = [(self.look_otherwise, True), (self.insert_after, True), (self.insert_before, True)]
        ways += [(self.arm, True), (self.disarm, True), (self.add_choice, True), (self.remove_choice, True)]
        ways += [(self.redraw, True), (self.repeat, True)]
        ways += [(self.add_branch, False), (self.remove_branch, False), (self.remove_step, False)]
        ways += [(self.enclose, False), (self.repeat_for_items, False)]
        while True:
            way, harmless = chance.choice(ways)
            if way():
                self.way = f"{getattr(model, 'way', '')} {way.__name__}".strip()
                self.harmless = harmless and getattr(model, "harmless", True)
                return

    def look_otherwise(self) -> bool:
        for task in self._of_kind(*TASKS):
            self.looks[task.name] = (
                f' name="{task.name} in other words" camunda:candidateGroups="coach" camunda:formRef="other"'
                ' camunda:dueDate="=now() + duration(&quot;P5D&quot;)"'
            )
        return True

    def insert_after(self) -> bool:
        return self._around(lambda block: [block, self._new()])

    def insert_before(self) -> bool:
        return self._around(lambda block: [self._new(), block])

    def arm(self) -> bool:
        return self._turn("task", "timed")

    def disarm(self) -> bool:
        return self._turn("timed", "task")

    def redraw(self) -> bool:
        """Take a timer away and draw it again, as the editor does: with another id."""
        block = self._any("timed")
        if block is not None:
            self.redrawn[block.name] = self.redrawn.get(block.name, 0) + 1
        return block is not None

    def repeat(self) -> bool:
        """Let a timer repeat, or not any more."""
        block = self._any("timed")
        if block is not None:
            self.repeating ^= {block.name}
        return block is not None

    def repeat_for_items(self) -> bool:
        return self._turn("task", "items")

    def add_choice(self) -> bool:
        block = self._any(*CHOICES)
        if block is not None:
            self._add(block)
        return block is not None

    def remove_choice(self) -> bool:
        block = self._any(*CHOICES, wide=True)
        idle = [] if block is None else [place for place in range(len(block.parts)) if place not in block.chosen]
        if block is None or not idle:
            return False
        self._remove(block, self._chance.choice(idle))
        return True

    def add_branch(self) -> bool:
        block = self._any("parallel")
        if block is not None:
            self._add(block)
        return block is not None

    def remove_branch(self) -> bool:
        block = self._any("parallel", wide=True)
        if block is not None:
            self._remove(block, self._chance.randrange(len(block.parts)))
        return block is not None

    def remove_step(self) -> bool:
        block = self._any("sequence", wide=True)
        if block is not None:
            self._remove(block, self._chance.randrange(len(block.parts)))
        return block is not None

    def enclose(self) -> bool:
        return self._around(lambda block: [Block("sub_process", f"sub_process_{block.name}", [block])])

    @property
    def names(self) -> set[str]:
        return {block.name for block in self._of_kind(*TASKS)}

    def _all(self) -> Iterator[Block]:
        todo = [self.root]
        while todo:
            block = todo.pop()
            yield block
            todo += block.parts

    def _of_kind(self, *kinds: str) -> list[Block]:
        return [block for block in self._all() if block.kind in kinds]

    def _any(self, *kinds: str, wide: bool = False) -> Block | None:
        found = [block for block in self._of_kind(*kinds) if len(block.parts) > 1 or not wide]
        return self._chance.choice(found) if found else None

    def _new(self) -> Block:
        name = f"task_new{len(self.added)}"
        self.added.add(name)
        return Block(self._chance.choice(["task", "timed"]), name)

    def _around(self, make: Callable[[Block], list[Block]]) -> bool:
        parent = self._chance.choice([block for block in self._all() if block.parts])
        place = self._chance.randrange(len(parent.parts))
        parent.parts[place] = Block("sequence", "sequence_new", make(parent.parts[place]))
        return True

    def _turn(self, before: str, after: str) -> bool:
        block = self._any(before)
        if block is not None:
            block.kind = after
        return block is not None

    def _add(self, block: Block) -> None:
        place = self._chance.randrange(len(block.parts) + 1)
        block.parts.insert(place, self._new())
        block.chosen = [each + (each >= place) for each in block.chosen]

    def _remove(self, block: Block, place: int) -> None:
        del block.parts[place]
        block.chosen = [each - (each > place) for each in block.chosen]


class ChangedDiagram(Diagram):
    """The changed model as BPMN; with `numbered` all flows after the change have other ids than before."""

    def __init__(self, changed: Changed | Model, *, numbered: bool) -> None:
        self._numbered = numbered
        self._looks = getattr(changed, "looks", {})
        self._redrawn = getattr(changed, "redrawn", {})
        self._repeating = getattr(changed, "repeating", ())
        super().__init__(changed)

    def xml(self) -> bytes:
        found = super().xml().decode()
        if not self._numbered:
            for flow, source, target in _FLOW.findall(found):
                found = found.replace(f'"{flow}"', f'"Flow_{source}_{target}"')
        return found.encode()

    def _draw_task(self, block: Block) -> tuple[str, str]:
        ends = super()._draw_task(block)
        looks = self._looks.get(block.name, "")
        self._nodes[-1] = self._nodes[-1].replace(f'<userTask id="{block.name}"', f'<userTask id="{block.name}"{looks}')
        return ends

    def _draw_timed(self, block: Block) -> tuple[str, str]:
        ends = super()._draw_timed(block)
        late, times = f"{block.name}_late", self._redrawn.get(block.name, 0)
        anew = f"{late}_{times}" if times else late
        cycle = "<timeCycle>R/PT24H</timeCycle>" if block.name in self._repeating else _ONCE
        self._nodes = [
            node.replace(f'<boundaryEvent id="{late}"', f'<boundaryEvent id="{anew}" name="{block.name} is late"')
            .replace(f'sourceRef="{late}"', f'sourceRef="{anew}"')
            .replace(_ONCE, cycle if f'id="{late}"' in node else _ONCE)
            for node in self._nodes
        ]
        return ends


class Expectation:
    """What the new model says of a case that went so far in the old one.

    The case goes through the new model as if it had always been there: what was done is done, what the new model puts
    in has been done where the case is past it.
    """

    def __init__(self, changed: Changed, happened: list[tuple[str, list[str]]], counts: dict[str, int]) -> None:
        self.names, self._added = changed.names, changed.added
        self.run = Interpreter(changed)
        self.possible = True  # whether the new model could have come to where the case stands
        self._pass_what_is_new()
        for what, timed in happened:
            for task in timed if what == TIME else [what]:
                self._take(task)
        self.run.counts = {name: count for name, count in counts.items() if name in self.names}

    def _take(self, task: str) -> None:
        if task.partition("[")[0] not in self.names:
            return
        # what was done once is done for all items
        done = [each for each in self.run.open if each == task or each.startswith(f"{task}[")]
        self.possible = self.possible and bool(done)
        for each in done:
            self.run.complete(each)
        self._pass_what_is_new()

    def _pass_what_is_new(self) -> None:
        while new := [task for task in self.run.open if task.partition("[")[0] in self._added]:
            self.run.complete(new[0])
