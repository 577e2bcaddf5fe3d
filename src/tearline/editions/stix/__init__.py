"""STIX 2.1 for partners: new objects derived from a view, as plain dictionaries.

Promises: an edition is closed: no reference leads out of it; every object is the desk's own and carries the
TLP 2.0 marking of its item; ids, times and bytes are those of the edition before where nothing changed;
what is gone is a revoked skeleton. Nothing is guessed: what a fact does not say is not in an object.
Source: STIX 2.1 (OASIS, 2021) and its draft Incident Core extension of October 2023, whose parts may
change.
"""

from __future__ import annotations

from tearline.editions.stix.dating import dated, lines
from tearline.editions.stix.objects import Made, objects
from tearline.editions.stix.words import WORDS

__all__ = ["WORDS", "Made", "dated", "lines", "objects"]
