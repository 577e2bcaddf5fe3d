"""What of the names in a comparison may be shown: of its records, its files, its folders.

Promises: names of files and records, of older texts and folders, and what is told of them go through the mask
(``named``); a record number stays. A name of which something is blocked has its place among the sorted names
of its release beside it, so that the file can still be found and two such names are told apart.
Does not hide words of pages: those have been through the mask before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from tearline.reading.comparing.change import Change, Problem
from tearline.reading.lists.losses import printable
from tearline.reading.masking import HidingMask
from tearline.reading.witnesses.witness import Witnesses
from tearline.verbs.named import name_shown, title_shown


class Names:
    """The names of one comparison as they are shown."""

    def __init__(self, sources: Iterable[Witnesses], mask: HidingMask) -> None:
        """Take the releases that are compared, and the mask."""
        self._sources = {source.label: source for source in sources}
        self._shown = lru_cache(maxsize=None)(lambda name: name_shown(name, mask))
        self._told = lru_cache(maxsize=256)(lambda text: title_shown(text, mask))
        self._numbered = lru_cache(maxsize=None)(self._number)

    def label(self, label: str) -> str:
        """Return the name of a release: a folder's name may be somebody's."""
        return self._shown(label)

    def name(self, label: str, name: str) -> str:
        """Return the name of a record or file of a release."""
        shown = self._shown(name)
        if shown == printable(name):
            return shown
        number = self._numbered(label).get(name)
        return shown if number is None else f"{shown} (no. {number})"

    def change(self, one: Change) -> Change:
        """Return a change with its names as they are shown; it leads to no page any more."""
        old, name = self.name(one.old_release, one.old_name), self.name(one.new_release, one.name)
        key = self._shown(one.record)
        return replace(
            one,
            record=key if key == printable(one.record) else name or old,
            name=name,
            old_name=old,
            old_release=self.label(one.old_release),
            new_release=self.label(one.new_release),
            seen_in=tuple(map(self._seen, one.seen_in)),
            note=self._said(one.note, one.name),
        )

    def problem(self, one: Problem) -> Problem:
        """Return a problem with its names as they are shown."""
        name = self.name(one.release, one.name)
        return Problem(self.label(one.release), name, self._said(one.why, one.name))

    def _seen(self, where: str) -> str:
        """Return ``release/name``, each by itself; a release's name may have a slash too."""
        for label in self._sources:
            if where.startswith(f"{label}/"):
                return f"{self.label(label)}/{self.name(label, where[len(label) + 1 :])}"
        return self._shown(where)

    def _said(self, text: str, name: str) -> str:
        """Return what is told of a file, which may name it."""
        own = name.rsplit("/", 1)[-1]
        return self._told(text.replace(own, self._shown(own)) if own else text)

    def _number(self, label: str) -> dict[str, int]:
        source = self._sources.get(label)
        names = source.records() if source else ()
        return {name: number for number, name in enumerate(names, 1)}
