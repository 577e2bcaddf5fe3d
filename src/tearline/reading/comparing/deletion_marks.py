"""Marks that stand in a page's text for words it does not show: brackets, codes, a word that says so, boxes.

Promises: linear time; what is named is a mark by its form alone. ``said`` are those that nothing else can be:
a word that says so in brackets, exemption codes in brackets, boxes drawn in the text.
Does not promise that a bracket with two signs in it is one: engines read a box that way, and other things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = (
    "redacted|redaction|deleted|deletion|withheld|excised|excision|sanitized|exempted|exemption"
)
_SAID = (
    rf"\[[^\[\]\n]{{0,12}}\b(?:{_WORDS})\b[^\[\]\n]{{0,24}}\]"
    r"|\[(?:jfk )?[ ,;]?(?:\d?\d?\([a-z0-9]{1,3}\)[ ,;]{0,2}){1,9}\]"
    r"|\[jfk [^\[\]\n]{0,24}\]"
    r"|[\u2580-\u259f\u25a0\u25ac]{2,}"
)
_MAYBE = r"\[(?:[\s.,;:/_-]|\([a-z0-9]{1,3}\)|\b[a-z]{0,3}\d{1,2}[a-z]?\d?\b){0,9}\]"
_SURE = re.compile(_SAID, re.IGNORECASE)
_ANY = re.compile(f"{_SAID}|{_MAYBE}", re.IGNORECASE)
_EMPTY = re.compile(r"\[[\s.,;:_-]*\]|[\u2580-\u259f\u25a0\u25ac]")


def marks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text has what may stand for words, in order."""
    return (match.span() for match in _ANY.finditer(text))


def said(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text has what can be nothing else."""
    if "[" not in text and not any(sign in text for sign in "█▀▄■▬"):
        return iter(())
    return (match.span() for match in _SURE.finditer(text))


def empty(text: str) -> bool:
    """Say whether what stands between two words holds an empty bracket or a box."""
    return _EMPTY.search(text) is not None
