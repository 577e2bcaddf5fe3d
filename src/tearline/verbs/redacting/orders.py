"""What a person asks of ``tearline redact``: terms, areas, codes, how wide, where to.

Promises: whatever cannot be understood is a UsageError that names the option, or the term by its
number in the list, and never repeats a term. A name or a code that would itself tell a term is
refused. Nothing is opened here but the list of terms.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tearline.editions.label import atlas
from tearline.errors import UsageError
from tearline.findings.alike import Alike
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.records.intake import printed, slug
from tearline.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_CODE = 40
MOST_TERMS = 10_000
FORM = "PAGE:left,top,right,bottom"
_NUMBER = r"[+-]?(?:[0-9]{1,7}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})"
_AREA = re.compile(rf"\s*([0-9]{{1,6}})\s*:\s*({_NUMBER}(?:\s*,\s*{_NUMBER}){{3}})\s*")
_INSIDE = 5  # letters of a term from which it is looked for in a name wherever words end


@dataclass(frozen=True, slots=True)
class Place:
    """An area a person named: its page (1-based), its box in 1/100 points, the option as typed."""

    page: int
    area: Area
    typed: str


@dataclass(frozen=True, slots=True)
class RedactOrder:
    """What is to be withheld from one file, how it is shown, and where the result goes.

    ``terms`` are searched on every page; ``places`` are withheld as they are; ``codes`` stand on
    every box. ``workers``: processes at work (None: as many as there are processors; 0: none, for
    tests alone). ``anyway``: write the result though no term was found.
    """

    out: Path
    terms: tuple[str, ...] = field(default=(), repr=False)
    places: tuple[Place, ...] = ()
    codes: tuple[str, ...] = ()
    policy: WidthPolicy = WidthPolicy.EXACT
    workers: int | None = None
    anyway: bool = False


def order_of(asked: dict[str, Any]) -> RedactOrder:
    """Return the order that a command's options make.

    ``asked`` holds ``out``, ``terms``, ``terms_file`` (a path, or ``-`` for stdin), ``areas``, ``codes``,
    ``width``, ``workers``, ``anyway``; all but ``out`` may be missing.
    """
    listed = read_terms(asked["terms_file"]) if asked.get("terms_file") else ()
    terms = (*(term for term in asked.get("terms") or () if term.strip()), *listed)
    return RedactOrder(
        Path(asked["out"]),
        terms,
        tuple(parse_area(area) for area in asked.get("areas") or ()),
        tuple(asked.get("codes") or ()),
        WidthPolicy(asked.get("width") or WidthPolicy.EXACT),
        asked.get("workers"),
        bool(asked.get("anyway")),
    )


def read_terms(name: str | Path) -> tuple[str, ...]:
    """Return the terms of a file, one a line, UTF-8; ``-`` is stdin.

    Blank lines are passed over, and remarks: lines that begin with "# ".
    """
    try:
        data = sys.stdin.buffer.read() if str(name) == "-" else Path(name).read_bytes()
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise UsageError(f"--terms-file {name}: {why}", "Name a file with a term a line.") from None
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError("the list of terms is not UTF-8 text", "Save it as UTF-8.") from None
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("# "))


def parse_area(text: str) -> Place:
    """Return the place that ``PAGE:left,top,right,bottom`` names, in points from the top left."""
    match = _AREA.fullmatch(text)
    if match is None:
        raise UsageError(f"--area {text} cannot be understood", f"Write it as {FORM}, in points.")
    left, top, right, bottom = (float(side) for side in match[2].split(","))
    if not all(map(isfinite, (left, top, right, bottom))) or left >= right or top >= bottom:
        raise UsageError(
            f"--area {text} has no surface",
            "The right side must be greater than the left, the bottom than the top.",
        )
    return Place(int(match[1]), Area.of_points(left, top, right, bottom), text)


def check(order: RedactOrder) -> str:
    """Refuse what cannot be done whatever the file holds; return the title of the result."""
    if not (order.terms or order.places):
        raise UsageError("nothing to withhold was named", "Give --term, --terms-file or --area.")
    if len(order.terms) > MOST_TERMS:
        raise UsageError(f"more than {MOST_TERMS:,} terms", "Use a collection: tearline init.")
    for number, term in enumerate(order.terms, 1):
        if not _sign(term):
            raise UsageError(
                f"term {number} of the list has no letter and no digit", "It would match nothing."
            )
    _check_codes(order)
    out = order.out
    if out.suffix.lower() != ".pdf":
        raise UsageError(f"--to {printed(out)} is no name of a PDF", "The result is one: add .pdf.")
    if names_a_term(out.stem, order.terms):
        raise UsageError(
            "--to: the name of the result holds a term of the list",
            "Name it otherwise: whoever gets the file reads its name.",
        )
    if os.path.lexists(out):
        raise UsageError(f"{printed(out)} is already there", "Name another file: none is replaced.")
    if not out.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {printed(out.absolute().parent)}", "Make it first.")
    return slug(out.stem)


def _check_codes(order: RedactOrder) -> None:
    """Refuse a code that no box could bear, or that tells what it hides."""
    for code in order.codes:
        if not 0 < len(code) <= LONGEST_CODE or set(code) - {*atlas(), " "} or code != code.strip():
            raise UsageError(
                "--code must be plain letters, digits and signs",
                f"At most {LONGEST_CODE} of them, such as (b)(6).",
            )
        if names_a_term(code, order.terms):
            raise UsageError("--code holds a term of the list", "It stands on every box.")


def twice(order: RedactOrder) -> list[str]:
    """Return what is said of areas and terms that were given more than once: each is withheld once."""
    said = []
    areas = [(place.page, place.area) for place in order.places]
    again = [p.typed for at, p in enumerate(order.places) if areas[at] in areas[:at]]
    said += [f"--area {typed} was given before" for typed in dict.fromkeys(again)]
    seen: dict[str, int] = {}
    for number, term in enumerate(order.terms, 1):
        first = seen.setdefault(_sign(term), number)
        if first != number:
            said.append(f"term {number} of the list is term {first} again")
    return said


def names_a_term(name: str, terms: Sequence[str]) -> bool:
    """Say whether a short text that readers see would tell a term, spelt so or nearly so."""
    letters = _sign(name)
    digits = "".join(c for c in letters if c.isdigit())
    for sign in map(_sign, terms):
        if len(sign) >= _INSIDE and sign in (digits if sign.isdigit() else letters):
            return True
    spaced = name.replace("_", " ").replace("-", " ").replace(".", " ")
    return any(True for text in {name, spaced} for _ in Alike(terms).find(text))


def _sign(text: str) -> str:
    """Return a text's letters and digits alone, folded."""
    return "".join(c for c in fold(text, lower=True).text if c.isalnum())
