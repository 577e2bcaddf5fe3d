"""What second reviewers said, and whether two people agree on a finding.

Promises: a second view changes nothing by itself. Two agree where the determination that stands and a view
by somebody else give the same verdict, whoever spoke first; where the view given beside what stands says
otherwise they disagree, until somebody decides anew. One person is never two.
"""

from __future__ import annotations

from enum import StrEnum

from tearline.decisions.places import Live, plain
from tearline.model.decision import ActorKind, Entry, SecondView, Target


class Agreement(StrEnum):
    """How a finding stands between its reviewers."""

    NONE = "none"  # nobody has looked at it a second time
    AGREED = "agreed"
    DISAGREED = "disagreed"


class SecondViews:
    """The second views of a log, by what they are about."""

    def __init__(self) -> None:
        """Begin with none."""
        self._views: dict[tuple[Target, str], list[tuple[Entry, SecondView]]] = {}

    def add(self, entry: Entry, body: SecondView) -> None:
        """Take the next view into account."""
        self._views.setdefault((plain(body.target), body.kind), []).append((entry, body))

    def on(self, target: Target, kind: str) -> tuple[SecondView, ...]:
        """Return the views of a finding, in order."""
        return tuple(body for _, body in self._views.get((plain(target), kind), ()))

    def agreement(self, live: Live, target: Target, kind: str) -> Agreement:
        """Return how what a finding stands on agrees with what others said of that finding.

        ``target`` and ``kind`` are the finding's: ``live`` may be a box over it, with a place of its own.
        """
        one = live.determination
        theirs = [
            view
            for view in self.on(target, kind)
            if view.actor.kind is ActorKind.PERSON and view.actor.name != one.actor.name
        ]
        beside = [view for view in theirs if view.beside == live.hash]
        if beside:
            # The last word of each counts: a person may come to see it otherwise.
            last = {view.actor.name: view.verdict for view in beside}
            agreed = all(verdict == one.verdict for verdict in last.values())
            return Agreement.AGREED if agreed else Agreement.DISAGREED
        if any(view.verdict == one.verdict for view in theirs):
            return Agreement.AGREED
        return Agreement.NONE
