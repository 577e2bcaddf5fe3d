"""Markings: one vocabulary, nothing above the edition's, nothing unmarked, nothing marked in parts.

Promises: object markings, MISP tags, a table's marking column and marks written out in any text are
held against the edition's. A marking without a rank counts as above. Does not know what a text's mark
ought to have been.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tearline_verify.shared import misp_events
from tearline_verify.shared.edition import MANIFEST, MISP, OBJECTS, Thing
from tearline_verify.shared.known import MARKINGS
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "marks"
TLP = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
_UNMARKED = ("marking-definition", "extension-definition")
_WRITTEN = re.compile(
    r"(?<![A-Za-z])TLP[ :_-]{1,2}(CLEAR|WHITE|GREEN|AMBER(?: ?\+ ?STRICT)?|RED)(?![A-Za-z])",
    re.IGNORECASE,
)
_PORTION = re.compile(
    r"\((?:U|C|S|TS)//[A-Z]|(?<![A-Z])(?:TOP SECRET|SECRET|CONFIDENTIAL)//[A-Z]|//NOFORN"
)
_OTHERS = ("pap:", "dni-ism:", "acs-marking:", "iep:", "iep2-policy:")
_COLUMNS = ("marking", "mark", "tlp")
_ABOVE, _MIXED = "a marking above the edition's", "a marking of a second vocabulary"


def rank(name: str) -> int | None:
    """Return where a marking of the Traffic Light Protocol stands, None for any other."""
    upper = name.strip().upper().replace(" ", "")
    upper = upper.replace("TLP:WHITE", "TLP:CLEAR")
    return TLP.index(upper) if upper in TLP else None


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the markings that do not fit the edition."""
    most = look.rank(look.edition.marking)
    if most is None:
        yield Leak(NAME, MANIFEST, "an edition without a known marking")
        most = -1
    vocabularies = set()
    for thing in look.edition.things:
        if any("granular_markings" in row for row in thing.rows):
            yield Leak(NAME, OBJECTS, "marked in parts", thing.at)
        refs = thing.row.get("object_marking_refs")
        if not refs and thing.type not in _UNMARKED:
            yield Leak(NAME, OBJECTS, "an object without a marking", thing.at)
        for ref in refs if isinstance(refs, list) else []:
            vocabulary, name = _named(look, ref)
            vocabularies.add(vocabulary)
            if _above(look, name, most):
                yield Leak(NAME, OBJECTS, _ABOVE, thing.at)
        if thing.type == "marking-definition" and _false(thing):
            yield Leak(NAME, OBJECTS, "a well-known marking with another meaning", thing.at)
    if len(vocabularies) > 1:
        yield Leak(NAME, OBJECTS, "markings of several vocabularies")
    yield from _in_misp(look, most)
    yield from _in_tables(look, most)
    yield from _in_texts(look, most)


def _named(look: Look, ref: object) -> tuple[str, str]:
    """Return a marking's vocabulary and name; '' for what is not known."""
    if not isinstance(ref, str):
        return "", ""
    if ref in MARKINGS:
        return MARKINGS[ref]
    thing = look.ids.get(ref)
    name = thing.row.get("name") if thing else None
    return ("own", name) if isinstance(name, str) else ("own", "")


def _above(look: Look, name: str, most: int) -> bool:
    stands = look.rank(name)
    return stands is None or stands > most


def _false(thing: Thing) -> bool:
    """Say whether a definition with a well-known id says something else than it should."""
    if thing.id not in MARKINGS:
        return False
    name, due = thing.row.get("name"), MARKINGS[thing.id][1]
    told = [row["tlp_2_0"] for row in thing.rows if "tlp_2_0" in row]
    told += [row["tlp"] for row in thing.rows if "tlp" in row]
    level = due.partition(":")[2].lower()
    return name not in (None, due) or any(one != level for one in told)


def _in_misp(look: Look, most: int) -> Iterator[Leak]:
    for kind, row in look.misp:
        if kind == "Tag":
            name = misp_events.text(row, "name")
            if name.lower().startswith("tlp:") and _above(look, name.upper(), most):
                yield Leak(NAME, MISP, _ABOVE, "Tag")
            if name.lower().startswith(_OTHERS):
                yield Leak(NAME, MISP, _MIXED, "Tag")
        elif kind == "Event":
            tags = row.get("Tag")
            names = (
                [one.get("name") for one in tags if isinstance(one, dict)]
                if isinstance(tags, list)
                else []
            )
            if not any(
                isinstance(name, str) and look.rank(name.upper()) is not None for name in names
            ):
                yield Leak(NAME, MISP, "an event without a marking", "Event")


def _in_tables(look: Look, most: int) -> Iterator[Leak]:
    for file, table in look.edition.tables.items():
        for head, cells in table.columns():
            if head not in _COLUMNS:
                continue
            for number, cell in enumerate(cells, 2):
                name = cell if ":" in cell or "/" in cell else f"TLP:{cell}"
                if _above(look, name, most):
                    yield Leak(NAME, file, _ABOVE, f"row {number}")


def _in_texts(look: Look, most: int) -> Iterator[Leak]:
    texts = look.edition.texts
    for match in _WRITTEN.finditer(texts.joined):
        if _above(look, f"TLP:{match[1].upper()}", most):
            yield from texts.leaks(NAME, texts.piece_at(match.start()), _ABOVE)
    if look.edition.marking.startswith("TLP:"):
        for match in _PORTION.finditer(texts.joined):
            yield from texts.leaks(NAME, texts.piece_at(match.start()), _MIXED)
