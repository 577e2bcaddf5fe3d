"""What is done against incidents, or might be: patrols, bans, meetings; how far it has come, who says so."""

from __future__ import annotations

from dataclasses import dataclass

from tearline.model.statement import Span
from tearline.model.when import When


@dataclass(frozen=True, slots=True)
class Measure:
    """Words that tell of a measure.

    ``thing`` is the word for it, ``cue`` the word that says how far it has come. ``state``: one of the
    register's for measures; '' where the words leave it open. ``sentence`` is the whole of it, ``says``
    whoever says so (None: the page's writer), ``when`` the days it tells.
    """

    thing: Span
    cue: Span
    sentence: Span
    state: str
    says: Span | None
    when: When | None
