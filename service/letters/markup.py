"""Markdown of letters as HTML and as plain text.

Headings, paragraphs, lists, bold, italics and quotations; a new line is a new line, as in a letter.  HTML, pictures,
links and code are shown as the signs that they are made of: a letter is paper, nothing in it is fetched or followed.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

_LETTER = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["html_block", "html_inline", "image", "link", "autolink", "reference", "code", "fence", "backticks"]
)
_ALL = MarkdownIt("commonmark", {"html": True})
_NOT_IN_LETTERS = {
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "a picture",
    "link_open": "a link",
    "code_block": "code",
    "fence": "code",
    "code_inline": "code",
}


def as_html(markdown: str) -> str:
    """Return safe HTML; its headings begin with h2, as the letter's title is the h1."""
    tokens = _LETTER.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + 1, 4)}" if token.tag == "h1" else f"h{min(int(token.tag[1:]), 4)}"
    rendered: str = _LETTER.renderer.render(tokens, _LETTER.options, {})
    return rendered


def as_text(markdown: str) -> str:
    """Return the words alone, for places where nothing is drawn."""
    lines: list[str] = []
    prefix = ""
    for token in _LETTER.parse(markdown):
        if token.type == "list_item_open":
            prefix = f"{token.info}. " if token.info else "- "
        elif token.type == "inline":
            lines.append(prefix + _words(token))
            prefix = ""
    return "\n\n".join(lines) + "\n"


def leftovers(markdown: str) -> list[str]:
    """Name what is in the text and has no place in a letter: HTML, pictures, links, code."""
    found = (_NOT_IN_LETTERS[token.type] for token in _flat(_ALL.parse(markdown)) if token.type in _NOT_IN_LETTERS)
    return list(dict.fromkeys(found))


def _words(token: Token) -> str:
    parts = (child.content or "\n" * child.type.endswith("break") for child in token.children or ())
    return "".join(parts)


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])
