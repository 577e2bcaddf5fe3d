"""Text files: one page, words without boxes, every character kept.

Promises: nothing but line ends (CR LF and CR become LF) and a byte-order mark changes; form feeds
stay. Decodes UTF-16 with a mark, else UTF-8, and each byte that is no UTF-8 as Windows-1252 (Latin-1 for
its five empty places), so that every file decodes. Does not look for pages, headings or markup in a text.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from tearline.model.page import Page, TextSource, Word
from tearline.records import versions

NAME = "plain"

_WORD = re.compile(r"\S+")


def decode(data: bytes) -> str:
    """Return the text of a text file's bytes."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    else:
        text = data.decode("utf-8-sig", errors=STRAY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: str) -> Page:
    """Read a text file as its one page (number 1, no width, no height, no confidence)."""
    text = decode(Path(path).read_bytes())
    words = tuple(Word(m.group(), m.start(), m.end(), None, None) for m in _WORD.finditer(text))
    return Page(
        number=1,
        width=0,
        height=0,
        text=text,
        words=words,
        source=TextSource.PLAIN,
        reader=NAME,
        version=versions.plain(),
    )


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are no UTF-8 one by one, and go on behind them.

    One stray byte must not change how the rest of the file reads: it may lie in a withheld place.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_western(byte) for byte in error.object[error.start : error.end]), error.end


STRAY = "tearline-stray"
codecs.register_error(STRAY, _stray)


def _western(byte: int) -> str:
    """Decode one byte of Windows-1252; the five places it leaves empty are Latin-1's."""
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
