"""Withheld values in everything that carries text: names, keys, strings, text layers, raw bytes.

Promises: what is found is told by its mask. Structured files are read value by value, so that
numbers side by side never make one; then their bytes are searched for coded forms.
"""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING

from tearline_verify import pagedata
from tearline_verify.leaks import Leak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tearline_verify.terms import Terms

_TAG = re.compile(r"<[^<>]*>")


def told(
    probe: str, file: str, masks: Iterable[str], where: str, page: int | None = None
) -> Iterator[Leak]:
    """Yield one leak for each mask."""
    for mask in sorted(masks):
        yield Leak(probe, file, f"a withheld {mask} {where}", page)


def in_file(terms: Sequence[Terms], path: str, data: bytes) -> Iterator[Leak]:
    """Look through one of the release's own files (CSV, JSON, JSON Lines, Markdown, HTML, text)."""
    for one in terms:
        masks: set[str] = set()
        text = data.decode("utf-8", "replace")
        if path.endswith(".csv"):
            for row in csv.reader(io.StringIO(text)):
                masks |= one.in_value(row)
        elif path.endswith(".jsonl"):
            for line in text.splitlines():
                masks |= one.in_value(pagedata.strict(line))
        elif path.endswith(".json"):
            masks |= one.in_value(pagedata.strict(text))
        else:
            masks |= one.in_text(text) | one.in_text(unescape(_TAG.sub(" ", text)))
        masks |= one.in_bytes(data, noise=False)
        yield from told("values", path, masks, "stands in the file")


def in_text(
    terms: Sequence[Terms], file: str, text: str, where: str, page: int | None = None
) -> Iterator[Leak]:
    """Look through a text."""
    for one in terms:
        yield from told("values", file, one.in_text(text), where, page)


def in_bytes(
    terms: Sequence[Terms], file: str, data: bytes, where: str, *, noise: bool = False
) -> Iterator[Leak]:
    """Look through raw bytes for plain and coded forms."""
    for one in terms:
        yield from told("carve", file, one.in_bytes(data, noise=noise), where)


def in_name(terms: Sequence[Terms], shown: str, name: str) -> Iterator[Leak]:
    """Look at a file's name or a title; ``shown`` is how the leak may call it."""
    for one in terms:
        yield from told("values", shown, one.in_name(name), "stands in a name")
