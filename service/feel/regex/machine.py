"""The machine: all ways through the program at once, one character at a time (Thompson, Pike)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.feel.regex.program import At, Done, Fork, Instruction, Save, Take
from service.feel.regex.syntax import Edge

Slots = tuple[int, ...]  # start and end of the match and of each group; -1: took no part
Tick = Callable[[int], None]
_Thread = tuple[int, Slots]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A match: offsets of the whole (group 0) and of the groups."""

    slots: Slots

    @property
    def start(self) -> int:
        return self.slots[0]

    @property
    def end(self) -> int:
        return self.slots[1]

    def group(self, text: str, number: int) -> str:
        """The text of a group; empty when the group took no part."""
        start, end = self.slots[2 * number : 2 * number + 2]
        return text[start:end] if end >= 0 else ""


@dataclass(frozen=True, kw_only=True)
class Pattern:
    code: list[Instruction]
    groups: int

    def search(self, text: str, start: int, tick: Tick) -> Found | None:
        """Find the first match from `start` on; `tick` is told the work and may stop it by raising."""
        none: Slots = (-1,) * (2 * self.groups + 2)
        threads: list[_Thread] = []
        found: Found | None = None
        for index in range(start, len(text) + 1):
            if found is None:
                threads = [*threads, (0, (index, *none[1:]))]
            ready = self._closure(threads, text, index)
            tick(1 + len(ready))
            threads, done = self._step(ready, text[index : index + 1])
            if done is not None:
                found = Found(slots=(done[0], index, *done[2:]))
            if found is not None and not threads:
                break
        return found

    def find_all(self, text: str, tick: Tick) -> Iterator[Found]:
        """All matches, one behind the other; a match of nothing moves on by one character."""
        position = 0
        while position <= len(text):
            found = self.search(text, position, tick)
            if found is None:
                return
            yield found
            position = found.end if found.end > found.start else found.end + 1

    def _step(self, ready: list[_Thread], char: str) -> tuple[list[_Thread], Slots | None]:
        """Let every thread take the character; a finished thread cuts off all that are less preferred."""
        onward: list[_Thread] = []
        for place, slots in ready:
            instruction = self.code[place]
            if isinstance(instruction, Done):
                return onward, slots
            if char and isinstance(instruction, Take) and instruction.fits(char):
                onward.append((place + 1, slots))
        return onward, None

    def _closure(self, threads: list[_Thread], text: str, index: int) -> list[_Thread]:
        """Follow everything that takes no character, each place once, in order of preference."""
        seen: set[int] = set()
        ready: list[_Thread] = []
        stack = threads[::-1]
        while stack:
            place, slots = stack.pop()
            if place in seen:
                continue
            seen.add(place)
            instruction = self.code[place]
            match instruction:
                case Fork(first, second):
                    stack.extend(((second, slots), (first, slots)))
                case Save(slot):
                    stack.append((place + 1, slots if slot == 0 else (*slots[:slot], index, *slots[slot + 1 :])))
                case At(edge):
                    if _holds(edge, text, index):
                        stack.append((place + 1, slots))
                case _:
                    ready.append((place, slots))
        return ready


def _holds(edge: Edge, text: str, index: int) -> bool:
    if edge.end:
        return index == len(text) or (edge.lines and text[index] == "\n")
    return index == 0 or (edge.lines and text[index - 1] == "\n")
