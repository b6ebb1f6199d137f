"""The random models of `reference`, run by an interpreter whose tokens can be seen and moved.

A token may be moved to where the model could have taken it: not out of a block in which others are under way, not into
one branch of a parallel block, not across the border of a sub-process.
"""

from dataclasses import dataclass, field

from tests.conformance.reference import ITEMS, PASSES, TIME, Block, Model

BRANCHING = ("parallel", "inclusive")


@dataclass
class Node:
    """A block that is under way: its active parts by place, branches that arrived at the join, items to be done."""

    block: Block
    parts: dict[int, "Node"] = field(default_factory=dict)
    arrived: set[int] = field(default_factory=set)
    items: list[int] = field(default_factory=list)


class Tokens:
    def __init__(self, model: Model) -> None:
        self.counts: dict[str, int] = {}
        self._passes: dict[str, int] = {}
        self._model = model.root
        self._root: Node | None = self._enter(model.root)

    @property
    def open(self) -> list[str]:
        return sorted(self._open(self._root)) if self._root else []

    def complete(self, task: str) -> None:
        name = task.partition("[")[0]
        self.counts[name] = self.counts.get(name, 0) + 1
        self._happens(task)

    def pass_a_day(self) -> None:
        self._happens(TIME)

    def may_move(self, source: str, target: str) -> bool:
        """Whether what stands at the block `source` may be moved to the beginning of the block `target`."""
        return self._moved(source, target) is not None

    def move(self, source: str, target: str) -> None:
        moved = self._moved(source, target)
        assert moved is not None
        node, place, part = moved
        if node is None:
            self._root = part
        else:
            node.parts.pop(_place_below(node.block, source))
            node.parts[place] = part

    def _moved(self, source: str, target: str) -> tuple[Node | None, int, Node] | None:
        """Return the node under which the token goes to another place, the place, and what begins there."""
        here, there = path_to(self._model, source), path_to(self._model, target)
        common = 0
        while here[common : common + 1] == there[common : common + 1] != []:
            common += 1
        if common == len(here) < len(there):
            return None  # into what is to be left
        nodes = self._nodes(here)
        inside = common == len(there)  # the source is, or is inside of, what is to begin
        if any(_holds_on(node) for node in nodes[common + (not inside) : -1]):
            return None
        return self._anew(nodes, there) if inside else self._aside(nodes[common], there[common:], here[common])

    def _anew(self, nodes: list[Node], there: list[int]) -> tuple[Node | None, int, Node]:
        begun = self._enter(_block(self._model, there))
        return (nodes[len(there) - 1], there[-1], begun) if there else (None, 0, begun)

    def _aside(self, at: Node, there: list[int], left: int) -> tuple[Node | None, int, Node] | None:
        """Go from one part of a block into another."""
        taken = at.parts.keys() - {left} | at.arrived
        possible = at.block.kind != "parallel" and there[0] not in taken
        part = self._begin(at.block.parts[there[0]], there[1:]) if possible else None
        return None if part is None else (at, there[0], part)

    def _nodes(self, path: list[int]) -> list[Node]:
        assert self._root is not None
        nodes = [self._root]
        for place in path:
            nodes.append(nodes[-1].parts[place])
        return nodes

    def _begin(self, block: Block, path: list[int]) -> Node | None:
        """Begin in the midst of the block."""
        if not path:
            return self._enter(block)
        if block.kind in ("parallel", "sub_process"):
            return None
        part = self._begin(block.parts[path[0]], path[1:])
        return None if part is None else Node(block, {path[0]: part})

    def _enter(self, block: Block) -> Node:
        if block.kind == "items":
            return Node(block, items=list(ITEMS))
        if block.kind in ("task", "timed"):
            return Node(block)
        places = {"parallel": range(len(block.parts)), "inclusive": block.chosen, "exclusive": block.chosen}
        return Node(block, {place: self._enter(block.parts[place]) for place in places.get(block.kind, [0])})

    def _open(self, node: Node) -> list[str]:
        if node.block.kind == "items":
            return [f"{node.block.name}[{item}]" for item in node.items]
        if node.block.kind in ("task", "timed"):
            return [node.block.name]
        return [name for part in node.parts.values() for name in self._open(part)]

    def _happens(self, what: str) -> None:
        if self._root is not None and self._ends(self._root, what):
            self._root = None

    def _ends(self, node: Node, what: str) -> bool:
        """Let it happen; return whether the block is over then."""
        block = node.block
        if block.kind in ("task", "timed"):
            return what == block.name or (block.kind == "timed" and what == TIME)
        if block.kind == "items":
            node.items = [item for item in node.items if what != f"{block.name}[{item}]"]
            return not node.items
        for place, part in list(node.parts.items()):
            if self._ends(part, what):
                del node.parts[place]
                self._follow(node, place)
        return not node.parts

    def _follow(self, node: Node, place: int) -> None:
        block = node.block
        if block.kind == "sequence" and place + 1 < len(block.parts):
            node.parts[place + 1] = self._enter(block.parts[place + 1])
        elif block.kind == "loop":
            self._passes[block.name] = (self._passes.get(block.name, 0) + 1) % PASSES
            if self._passes[block.name]:
                node.parts[0] = self._enter(block.parts[0])
        elif block.kind in BRANCHING:
            node.arrived.add(place)


def _place_below(block: Block, name: str) -> int:
    return path_to(block, name)[0]


def _holds_on(node: Node) -> bool:
    """Whether a token cannot leave the block by itself: others are in it, or it is a part of its own."""
    beside = node.block.kind in BRANCHING and len(node.parts) + len(node.arrived) > 1
    return beside or node.block.kind == "sub_process"


def every(block: Block) -> list[Block]:
    return [block, *(inner for part in block.parts for inner in every(part))]


def path_to(root: Block, name: str) -> list[int]:
    for place, part in enumerate(root.parts):
        if any(block.name == name for block in every(part)):
            return [place, *path_to(part, name)]
    assert root.name == name
    return []


def _block(root: Block, path: list[int]) -> Block:
    for place in path:
        root = root.parts[place]
    return root


def entrance(block: Block) -> str | None:
    """Return the element by which the block begins; None where it has none of its own."""
    own = {"task": "", "timed": "", "items": "", "sub_process": "", "loop": "_in", "sequence": None}
    after = own.get(block.kind, "_split")
    return None if after is None else f"{block.name}{after}"
