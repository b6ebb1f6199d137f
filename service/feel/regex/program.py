"""Tree to program: the instructions that the machine steps through."""

from dataclasses import dataclass

from service.feel.regex.syntax import Char, CharTest, Choice, Edge, Group, Piece, Pieces, RegexError, Repeat

_LARGEST = 5_000


@dataclass(slots=True)
class Take:
    """Take one character that fits, go on behind."""

    fits: CharTest


@dataclass(slots=True)
class Fork:
    """Go on at both places, the first preferred."""

    first: int = 0
    second: int = 0


@dataclass(slots=True)
class Save:
    slot: int


@dataclass(slots=True)
class At:
    edge: Edge


@dataclass(slots=True)
class Done:
    pass


Instruction = Take | Fork | Save | At | Done


def assemble(tree: Piece) -> list[Instruction]:
    """Write the program of a tree.

    :raises RegexError: when counts make it too large.
    """
    assembler = _Assembler()
    assembler.write(tree)
    assembler.add(Done())
    return assembler.code


class _Assembler:
    def __init__(self) -> None:
        self.code: list[Instruction] = []

    def add(self, instruction: Instruction) -> None:
        if len(self.code) >= _LARGEST:
            raise RegexError("the pattern is too large")
        self.code.append(instruction)

    def write(self, piece: Piece) -> None:
        match piece:
            case Pieces(items):
                for item in items:
                    self.write(item)
            case Choice(options):
                self._choice(options)
            case Repeat():
                self._repeat(piece)
            case Group(item, number):
                self._group(item, number)
            case Char(fits):
                self.add(Take(fits))
            case Edge():
                self.add(At(piece))

    def _group(self, item: Piece, number: int | None) -> None:
        if number is None:
            self.write(item)
            return
        self.add(Save(2 * number))
        self.write(item)
        self.add(Save(2 * number + 1))

    def _choice(self, options: tuple[Piece, ...]) -> None:
        jumps: list[Fork] = []
        for option in options[:-1]:
            fork = Fork(first=len(self.code) + 1)
            self.add(fork)
            self.write(option)
            jump = Fork()
            self.add(jump)
            jumps.append(jump)
            fork.second = len(self.code)
        self.write(options[-1])
        for jump in jumps:
            jump.first = jump.second = len(self.code)

    def _repeat(self, repeat: Repeat) -> None:
        for _ in range(repeat.least):
            self._once(repeat.item)
        if repeat.most is None:
            self._forever(repeat)
            return
        forks = [self._maybe(repeat) for _ in range(repeat.most - repeat.least)]
        for fork in forks:
            self._leave(fork, repeat.greedy)

    def _once(self, item: Piece) -> None:
        before = len(self.code)
        self.write(item)
        if len(self.code) == before:  # an empty item, repeated a million times, would cost time but no code
            self.add(Save(0))

    def _forever(self, repeat: Repeat) -> None:
        fork = Fork(first=len(self.code) + 1, second=len(self.code) + 1)
        start = len(self.code)
        self.add(fork)
        self.write(repeat.item)
        self.add(Fork(first=start, second=start))
        self._leave(fork, repeat.greedy)

    def _maybe(self, repeat: Repeat) -> Fork:
        fork = Fork(first=len(self.code) + 1, second=len(self.code) + 1)
        self.add(fork)
        self.write(repeat.item)
        return fork

    def _leave(self, fork: Fork, greedy: bool) -> None:  # noqa: FBT001 - said by the pattern, not by a caller
        """Let the way out of a repetition lead behind what is written so far."""
        if greedy:
            fork.second = len(self.code)
        else:
            fork.first = len(self.code)
