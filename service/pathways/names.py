"""Names as they are compared: without accents, capitals and apostrophes, cut into groups of three letters.

Two spellings of a name share most of these groups, so a name is found by them although it was misspelt.
"""

import re
import unicodedata
from collections.abc import Iterable

ALIKE = 0.4  # share of the groups of what is looked for; "Smyth" has half of those of "Smith"

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "\u0131": "i"})
_WITHIN_WORDS = re.compile("['\u2019\u2018`\u00b4.]")  # apostrophes, however they are typed, and full stops
_BETWEEN_WORDS = re.compile(r"[\W_]+")

# Short forms and spellings that share too few letters; each line is one name, its first word the common one.
_SAME_NAMES = [
    "",
    "elizabeth liz lizzie beth betty eliza",
    "mohammed muhammad mohamed mohammad muhammed mohamud",
    "william will bill billy",
    "robert rob bob bobby",
    "richard rick dick",
    "margaret maggie meg peggy",
    "katherine catherine kathryn kate katie kath cathy",
    "james jim jimmy",
    "john jack johnny",
    "anthony tony antony",
    "edward ted eddie ned",
    "michael mike mick",
    "christopher chris kit",
    "alexander alex sandy",
    "alexandra alex sasha",
    "victoria vicky tori",
    "susan sue susie",
    "patricia pat tricia",
    "stephen steven steve",
    "abigail abi abbie",
    "jennifer jen jenny",
    "rebecca becky",
    "theresa teresa tess",
    "yusuf joseph youssef yousef",
    "",
]
_COMMON: dict[str, tuple[str, ...]] = {}
for _line in _SAME_NAMES:
    _first, *_others = _line.split() or ("",)
    for _other in _others:
        _COMMON[_other] = (*_COMMON.get(_other, ()), _first)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared: "Zoë O'Brien-Łaski" is zoe, obrien, laski."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(_BETWEEN_WORDS.sub(" ", _WITHIN_WORDS.sub("", letters)).split())


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, in whatever order and spelling of capitals and accents."""
    return bool(words_of(one)) and sorted(words_of(one)) == sorted(words_of(other))


def name_keys(*names: str | None) -> list[str]:
    """The groups under which somebody of these names is found, those of the common form of each name with them."""
    words = {word for name in names if name for word in words_of(name)}
    return sorted(_groups(words | {common for word in words for common in _COMMON.get(word, ())}))


def wanted_keys(text: str) -> tuple[list[str], ...]:
    """What to look for when this name is asked for: as it is spelt, and in its common forms."""
    words = words_of(text)
    spelt = {words, *_common_forms(words)} if words else set()
    return tuple(sorted(_groups(form)) for form in sorted(spelt))


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1 (the same): the share of groups that both have, of those that either has."""
    return max(
        (_share(set(first), set(second)) for first in wanted_keys(one) for second in wanted_keys(other)), default=0.0
    )


def _common_forms(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    for place, word in enumerate(words):
        for common in _COMMON.get(word, ()):
            yield (*words[:place], common, *words[place + 1 :])


def _groups(words: Iterable[str]) -> set[str]:
    return {f"  {word} "[start : start + 3] for word in words for start in range(len(word) + 1)}


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
