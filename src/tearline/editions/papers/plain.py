"""A text as the papers of a partner's edition can hold it: one kind of line end, no control characters.

Promises: what comes out stands in CSV, XML and PDF without loss or escape; a control character becomes its
visible sign (NUL is ␀), one that has none, half a surrogate pair or a code that is no character becomes the
replacement character; a tab is a blank. Doing it twice is doing it once. Does not touch anything else.
"""

from __future__ import annotations

import re

_LINE_END = re.compile("\r\n|[\r\x0b\f\x85\u2028\u2029]")
_UNFIT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0001fffe-\U0010ffff]"
)
_REPLACEMENT = "\ufffd"
_NO_CHARACTER = 0xFFFE  # the last two codes of every plane


def plain(text: str) -> str:
    """Return a text with a newline for every line end and no control character."""
    return _UNFIT.sub(_fit, _LINE_END.sub("\n", text))


def _fit(match: re.Match[str]) -> str:
    """Return what stands for one character that the papers do not hold."""
    code = ord(match[0])
    if match[0] == "\t":
        return " "
    if code < 0x20:  # noqa: PLR2004 - the first control characters have signs in the same order
        return chr(0x2400 + code)
    if code == 0x7F:  # noqa: PLR2004 - DEL has the sign after them
        return "\u2421"
    above = code > 0xFFFF  # noqa: PLR2004 - beyond the first plane, where most codes are characters
    return match[0] if above and code & 0xFFFE != _NO_CHARACTER else _REPLACEMENT
