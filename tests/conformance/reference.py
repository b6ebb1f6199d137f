"""Random block-structured models, and a small interpreter that says what must be open after each completion.

A model is a tree: a task, a task with a timer, a task for each of two items, a sequence, a parallel, exclusive or
inclusive block, a loop, an embedded sub-process.  Tasks add to counters; the interpreter keeps its own, so that flow
and data are both compared.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

KINDS = ("task", "timed", "items", "sequence", "parallel", "exclusive", "inclusive", "loop", "sub_process")
TASKS = ("task", "timed", "items")
TIME = "a day passes"
DEPTH = 4
PASSES = 3
ITEMS = (1, 2)


@dataclass
class Block:
    """One node of a model.  `name` is unique; `chosen`: which branches of a choice are taken."""

    kind: str
    name: str
    parts: list["Block"] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)


class Model:
    """A random model; the same seed gives the same one."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._count = 0
        self.root = Block("sequence", "root", [self._block(DEPTH), self._task()])

    def _block(self, depth: int) -> Block:
        kind = self.random.choice(KINDS if depth else TASKS)
        if kind in TASKS:
            return self._task(kind)
        self._count += 1
        width = 1 if kind in ("loop", "sub_process") else self.random.randint(2, 3)
        block = Block(kind, f"{kind}{self._count}", [self._block(depth - 1) for _ in range(width)])
        if kind == "exclusive":
            block.chosen = [self.random.randrange(width)]
        elif kind == "inclusive":
            block.chosen = sorted(self.random.sample(range(width), self.random.randint(1, width)))
        return block

    def _task(self, kind: str = "task") -> Block:
        self._count += 1
        return Block(kind, f"task{self._count}")


class Interpreter:
    """Runs a model with Python generators: each yields the names of tasks it waits for."""

    def __init__(self, model: Model) -> None:
        self.counts: dict[str, int] = {}
        self._passes: dict[str, int] = {}
        self._run = self._block(model.root)
        self.open: list[str] = sorted(next(self._run, []))

    def complete(self, task: str) -> None:
        name = task.partition("[")[0]
        self.counts[name] = self.counts.get(name, 0) + 1
        self._happens(task)

    def pass_a_day(self) -> None:
        self._happens(TIME)

    def _happens(self, what: str) -> None:
        try:
            self.open = sorted(self._run.send(what))
        except StopIteration:
            self.open = []

    def _block(self, block: Block) -> "Iterator[list[str]]":
        if block.kind in ("task", "timed"):
            yield from self._wait(block.name, timed=block.kind == "timed")
        elif block.kind == "items":
            yield from self._beside([self._wait(f"{block.name}[{item}]") for item in ITEMS])
        elif block.kind in ("sequence", "sub_process"):
            for part in block.parts:
                yield from self._block(part)
        elif block.kind == "loop":
            for _ in range(PASSES):
                yield from self._block(block.parts[0])
        else:
            chosen = range(len(block.parts)) if block.kind == "parallel" else block.chosen
            yield from self._beside([self._block(block.parts[place]) for place in chosen])

    def _wait(self, name: str, *, timed: bool = False) -> "Iterator[list[str]]":
        what = ""
        while what != name and not (timed and what == TIME):
            what = yield [name]

    def _beside(self, runs: list) -> "Iterator[list[str]]":
        waiting = {place: next(run) for place, run in enumerate(runs)}
        while waiting:
            done = yield [task for tasks in waiting.values() for task in tasks]
            for place, tasks in list(waiting.items()):
                if done in tasks or done == TIME:
                    try:
                        waiting[place] = runs[place].send(done)
                    except StopIteration:
                        del waiting[place]


class Diagram:
    """The model as BPMN."""

    def __init__(self, model: Model) -> None:
        self._nodes: list[str] = ['<startEvent id="Event_Started"/>']
        self._flows = 0
        entry, leave = self._draw(model.root)
        self._nodes.append('<endEvent id="Event_Over"/>')
        self._flow("Event_Started", entry)
        self._flow(leave, "Event_Over")

    def xml(self) -> bytes:
        body = "\n".join(self._nodes)
        return (
            '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
            'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="t">'
            f'<process id="random" isExecutable="true">{body}</process></definitions>'
        ).encode()

    def _flow(self, source: str, target: str, condition: str = "") -> str:
        self._flows += 1
        inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        self._nodes.append(
            f'<sequenceFlow id="Flow_{self._flows}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'
        )
        return f"Flow_{self._flows}"

    def _draw(self, block: Block) -> tuple[str, str]:
        """Add the block and return its first and last node."""
        draw = {
            "task": self._draw_task,
            "timed": self._draw_timed,
            "items": self._draw_task,
            "sequence": self._draw_sequence,
            "loop": self._draw_loop,
            "sub_process": self._draw_sub_process,
        }
        return draw.get(block.kind, self._draw_branches)(block)

    def _draw_task(self, block: Block) -> tuple[str, str]:
        output = f'<camunda:outputParameter name="{block.name}">=if {block.name} = null then 1 else {block.name} + 1'
        items = f'<multiInstanceLoopCharacteristics camunda:collection="={list(ITEMS)}"/>'
        self._nodes.append(
            f'<userTask id="{block.name}"><extensionElements><camunda:inputOutput>{output}</camunda:outputParameter>'
            f"</camunda:inputOutput></extensionElements>{items if block.kind == 'items' else ''}</userTask>"
        )
        return block.name, block.name

    def _draw_timed(self, block: Block) -> tuple[str, str]:
        entry, leave = self._draw_task(block)
        self._nodes.append(
            f'<boundaryEvent id="{block.name}_late" attachedToRef="{block.name}"><timerEventDefinition>'
            "<timeDuration>PT24H</timeDuration></timerEventDefinition></boundaryEvent>"
            f'<exclusiveGateway id="{block.name}_out"/>'
        )
        self._flow(leave, f"{block.name}_out")
        self._flow(f"{block.name}_late", f"{block.name}_out")
        return entry, f"{block.name}_out"

    def _draw_sequence(self, block: Block) -> tuple[str, str]:
        ends = [self._draw(part) for part in block.parts]
        for (_, leave), (entry, _) in pairwise(ends):
            self._flow(leave, entry)
        return ends[0][0], ends[-1][1]

    def _draw_loop(self, block: Block) -> tuple[str, str]:
        name = block.name
        entry, leave = self._draw(block.parts[0])
        step = f"<script>if {name} = null then 1 else modulo({name} + 1, {PASSES})</script>"
        self._nodes.append(f'<exclusiveGateway id="{name}_in"/>')
        self._nodes.append(
            f'<scriptTask id="{name}_count" scriptFormat="feel" camunda:resultVariable="{name}">{step}</scriptTask>'
        )
        self._flow(f"{name}_in", entry)
        self._flow(leave, f"{name}_count")
        self._flow(f"{name}_count", f"{name}_out")
        self._flow(f"{name}_out", f"{name}_in", f"={name} != 0")
        default = f"Flow_{self._flows + 1}"
        self._nodes.append(f'<exclusiveGateway id="{name}_out" default="{default}"/>')
        self._flow(f"{name}_out", f"{name}_end")
        self._nodes.append(f'<exclusiveGateway id="{name}_end"/>')
        return f"{name}_in", f"{name}_end"

    def _draw_sub_process(self, block: Block) -> tuple[str, str]:
        outer, self._nodes = self._nodes, []
        entry, leave = self._draw(block.parts[0])
        self._flow(f"{block.name}_start", entry)
        self._flow(leave, f"{block.name}_end")
        inner = "\n".join(self._nodes)
        self._nodes = outer
        self._nodes.append(
            f'<subProcess id="{block.name}"><startEvent id="{block.name}_start"/>{inner}'
            f'<endEvent id="{block.name}_end"/></subProcess>'
        )
        return block.name, block.name

    def _draw_branches(self, block: Block) -> tuple[str, str]:
        gateway = f"{block.kind}Gateway"
        self._nodes.append(f'<{gateway} id="{block.name}_split"/><{gateway} id="{block.name}_join"/>')
        for place, part in enumerate(block.parts):
            entry, leave = self._draw(part)
            taken = "true" if place in block.chosen else "false"
            self._flow(f"{block.name}_split", entry, "" if block.kind == "parallel" else f"={taken}")
            self._flow(leave, f"{block.name}_join")
        return f"{block.name}_split", f"{block.name}_join"
