"""Objects compared with what they must be: exactly these keys, exactly these values, no other form.

Promises: ``true`` is never taken for 1; what is refused is told by the name of the object and of the
key, never by a value found. Knows no object by itself: the tables stand where they are used.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

from tearline_verify import content
from tearline_verify.bytewalk import Item, Real, Value
from tearline_verify.leaks import GrammarError

_SIDE = re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]?[1-9]")


def refuse(what: str) -> NoReturn:
    """Raise ``GrammarError``."""
    raise GrammarError(what)


def exactly(
    thing: Item | Value, keys: dict[str, Any], what: str, *, stream: bool = False
) -> dict[str, Any]:
    """Return a dictionary that has exactly these keys, each of the type or value asked for."""
    value = thing
    if isinstance(thing, Item):
        value = thing.value
        if (thing.stream is not None) is not stream:
            refuse(f"the {what} has a stream it must not have, or lacks one")
    if not isinstance(value, dict) or value.keys() != keys.keys():
        refuse(f"the {what} has a key too many or too few")
    for key, wanted in keys.items():
        if not _fits(value[key], wanted):
            refuse(f"the {what} has a wrong {key[1:]}")
    return value


def _fits(given: Value, wanted: Any) -> bool:  # noqa: ANN401 - a type, or a value of any type
    """Say whether a value is of the type wanted, or is the value wanted, to the last part."""
    if isinstance(wanted, type):
        return isinstance(given, wanted) and not (wanted is int and isinstance(given, bool))
    if isinstance(wanted, dict):
        return (
            isinstance(given, dict)
            and given.keys() == wanted.keys()
            and all(_fits(given[key], wanted[key]) for key in wanted)
        )
    if isinstance(wanted, list):
        return (
            isinstance(given, list) and len(given) == len(wanted) and all(map(_fits, given, wanted))
        )
    return given == wanted and isinstance(given, bool) is isinstance(wanted, bool)


def units(value: Value) -> int:
    """Return a page's side in whole 1/100 points; it is written as the shortest number."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value * 100
    if isinstance(value, Real) and _SIDE.fullmatch(value.written):
        return content.units(value.written)
    refuse("a page's side is not a plain number")


def text_string(raw: bytes) -> str:
    """Return a PDF text string as text: plain if it is ASCII, else UTF-16 with its mark."""
    wide = raw.startswith(b"\xfe\xff")
    try:
        text = raw[2:].decode("utf-16-be") if wide else raw.decode("ascii")
    except UnicodeDecodeError:
        refuse("a text string that we never write")
    if wide and text.isascii():
        refuse("a text string that we never write")
    return text
