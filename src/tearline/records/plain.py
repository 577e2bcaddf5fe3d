"""Text files: one page, words without boxes, every character kept.

Promises: nothing but line ends (CR LF and CR become LF) and a byte-order mark changes; form feeds
stay. Decodes UTF-8, UTF-16 with a mark, else Windows-1252 with Latin-1 for its five empty places,
so that every file decodes. Does not look for pages, headings or markup in a text.
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
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = "".join(_western(byte) for byte in data)
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


def _western(byte: int) -> str:
    """Decode one byte of Windows-1252; the five places it leaves empty are Latin-1's."""
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
