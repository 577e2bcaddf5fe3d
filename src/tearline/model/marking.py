"""Markings of portions, and who may see what they mark: TLP 2.0, and classification with its release lists.

Promises: a portion without a marking, or with one that is not understood, is for nobody; where a portion has
both kinds each must allow it; of several portions together only who may see each of them may see the whole,
and it does not matter in which order they are put together. A release list is crossed with others; a
classified portion without one is not releasable; one originator's control is never lifted by another's word.
Source of the rules: FIRST, Traffic Light Protocol 2.0 (2022); the public register of US portion markings.
This program is not accredited for classified information: it reckons with markings, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import reduce

from tearline.errors import UsageError

Groups = Mapping[str, frozenset[str]]
"""The countries that a code of four letters stands for: NATO, FVEY."""

NATIVE = "USA"  # whose markings these are: NOFORN keeps a portion from everybody else


class Tlp(IntEnum):
    """The Traffic Light Protocol, in order."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    AMBER_STRICT = 3
    RED = 4

    @property
    def label(self) -> str:
        """Return it as it is written: TLP:AMBER+STRICT."""
        return "TLP:" + self.name.replace("_", "+")


class Level(IntEnum):
    """Classification, in order."""

    U = 0
    C = 1
    S = 2
    TS = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A marking. ``tlp`` and ``level`` are None where that kind was not used.

    ``rel``: the countries it may be released to, groups spelt out; None where no list was given. ``named``:
    who a TLP:RED portion is for, by partner's name. ``noforn``: not for foreign partners. ``orcon``: the
    originators whose word each further dissemination needs.
    """

    tlp: Tlp | None = None
    level: Level | None = None
    rel: frozenset[str] | None = None
    named: frozenset[str] = frozenset()
    noforn: bool = False
    orcon: frozenset[str] = frozenset()

    @property
    def is_marked(self) -> bool:
        """Say whether it says anything: what says nothing is for nobody."""
        return self.tlp is not None or self.level is not None


UNMARKED = Mark()


@dataclass(frozen=True, slots=True)
class Clearance:
    """What a partner may see at most: its name, country, TLP and classification; None: nothing of that kind.

    ``approved``: the originators who have said yes to this partner, for the portion that is asked about.
    """

    name: str
    country: str
    tlp: Tlp | None
    level: Level | None
    approved: frozenset[str] = frozenset()


def may_see(mark: Mark, who: Clearance) -> bool:
    """Say whether a partner may see what bears a marking."""
    if not mark.is_marked:
        return False
    if mark.tlp is not None:
        if who.tlp is None or mark.tlp > who.tlp:
            return False
        if mark.tlp is Tlp.RED and who.name not in mark.named:
            return False
    if mark.level is not None:
        if who.level is None or mark.level > who.level:
            return False
        listed = mark.rel is not None and who.country in mark.rel
        if mark.rel is not None and not listed:
            return False
        if mark.level > Level.U and not listed and who.country != NATIVE:
            return False
    if mark.noforn and who.country != NATIVE:
        return False
    return mark.orcon <= who.approved


def rolled_up(marks: Iterable[Mark]) -> Mark:
    """Return the marking of several portions together; of none, or with an unmarked one: unmarked."""
    held = list(marks)
    if not held or not all(one.is_marked for one in held):
        return UNMARKED
    return reduce(_together, map(_plain, held))


def _plain(one: Mark) -> Mark:
    """Return a marking in the one way it is written: classified and on no list is for nobody abroad."""
    unlisted = one.level is not None and one.level > Level.U and one.rel is None
    noforn = one.noforn or unlisted
    return replace(
        one, noforn=noforn, rel=one.rel & {NATIVE} if noforn and one.rel is not None else one.rel
    )


def _together(one: Mark, other: Mark) -> Mark:
    tlps = [mark.tlp for mark in (one, other) if mark.tlp is not None]
    levels = [mark.level for mark in (one, other) if mark.level is not None]
    lists = [mark.rel for mark in (one, other) if mark.rel is not None]
    reds = [mark.named for mark in (one, other) if mark.tlp is Tlp.RED]
    return _plain(
        Mark(
            max(tlps, default=None),
            max(levels, default=None),
            reduce(frozenset.__and__, lists) if lists else None,
            reduce(frozenset.__and__, reds) if reds else frozenset(),
            one.noforn or other.noforn,
            one.orcon | other.orcon,
        )
    )


_TLP = {one.label: one for one in Tlp} | {"TLP:WHITE": Tlp.CLEAR}
_LEVELS = {
    **{one.name: one for one in Level},
    "UNCLASSIFIED": Level.U,
    "CONFIDENTIAL": Level.C,
    "SECRET": Level.S,
    "TOP SECRET": Level.TS,
}
_CODE = re.compile(r"[A-Z]{3,4}")
_REMEDY = "Write TLP:AMBER, or a portion mark: (S//REL TO USA, GBR, POL), (U//NF), (C//OC)."


def parsed(said: str, groups: Groups, *, named: Iterable[str] = (), origin: str = "") -> Mark:
    """Return a marking as it is written; TLP and a portion mark may stand beside one another.

    ``named``: for whom a TLP:RED portion is; ``origin``: whose word ORCON needs. UsageError: it is not
    understood, and then the portion stays without a marking.
    """
    if said.count("(") != said.count(")"):
        raise UsageError(f"{said!r} is cut off", _REMEDY)
    mark = UNMARKED
    for part in re.findall(r"\([^()]*\)|\S[^(]*?(?=\s*\(|$)", said.strip().upper()) or [""]:
        for piece in re.split(r"\s+(?=TLP:)|(?<=\S)\s*;\s*", part.strip("() ;")):
            found = (
                _tlp(piece, named) if piece.startswith("TLP:") else _portion(piece, groups, origin)
            )
            if mark.is_marked and (
                (found.tlp is not None and mark.tlp is not None)
                or (found.level is not None and mark.level is not None)
            ):
                raise UsageError(f"{said!r} marks one portion twice", _REMEDY)
            mark = (
                replace(found, tlp=mark.tlp, named=mark.named)
                if mark.tlp is not None
                else (replace(mark, tlp=found.tlp, named=found.named) if mark.is_marked else found)
            )
    return mark


def _tlp(piece: str, named: Iterable[str]) -> Mark:
    found = _TLP.get(piece.replace(" ", ""))
    if found is None:
        raise UsageError(f"{piece!r} is no TLP label", _REMEDY)
    return Mark(tlp=found, named=frozenset(named) if found is Tlp.RED else frozenset())


def _portion(piece: str, groups: Groups, origin: str) -> Mark:
    first, *rest = (part.strip() for part in piece.split("//"))
    level = _LEVELS.get(first)
    if level is None:
        raise UsageError(f"{first!r} is no classification", _REMEDY)
    rel: frozenset[str] | None = None
    noforn, orcon = False, frozenset[str]()
    for part in (one.strip() for group in rest for one in group.split("/")):
        if part.startswith("REL TO "):
            rel = _listed(part.removeprefix("REL TO "), groups)
        elif part in {"NF", "NOFORN"}:
            noforn = True
        elif part in {"OC", "ORCON"}:
            if not origin:
                raise UsageError("ORCON names no originator", "Say whose information it is.")
            orcon = frozenset({origin})
        elif part not in {"FOUO", "CUI"}:  # these say who handles it, not who may see it
            raise UsageError(f"{part!r} is no control that is known here", _REMEDY)
    if noforn and rel is not None:
        raise UsageError("NOFORN and REL TO exclude one another", "Keep one of them.")
    return Mark(level=level, rel=rel, noforn=noforn, orcon=orcon)


def _listed(said: str, groups: Groups) -> frozenset[str]:
    codes = [one for one in re.split(r"[,\s]+", said) if one]
    for one in codes:
        if not _CODE.fullmatch(one) or (len(one) == 4 and one not in groups):  # noqa: PLR2004
            raise UsageError(f"{one!r} is no country or group that is known here", _REMEDY)
    return frozenset(code for one in codes for code in groups.get(one, frozenset({one})))


def told(mark: Mark) -> str:
    """Return a marking as it is written, '' for none."""
    parts = [mark.tlp.label] if mark.tlp is not None else []
    if mark.level is not None:
        controls = [mark.level.name]
        if mark.orcon:
            controls.append("OC")
        if mark.noforn:
            controls.append("NF")
        elif mark.rel is not None:
            controls.append(
                "REL TO " + ", ".join(sorted(mark.rel, key=lambda one: (one != NATIVE, one)))
            )
        parts.append(f"({'//'.join(controls)})")
    return " ".join(parts)
