"""Persons' words on lines and portions of accounts, as the readers of those texts take them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from tearline.decisions.register import Register
from tearline.findings.accounts import Beginning
from tearline.findings.readouts.found import Paired
from tearline.model.decision import Target
from tearline.model.statement import Span
from tearline.records.articles.source import Sourced

Pages = Mapping[str, tuple[str, Sourced]]
"""The name and the source of each page that is laid beside others, by its file's hash."""


def beginnings_of(register: Register, sha256: str) -> tuple[Beginning, ...]:
    """Return what persons said of a file's lines."""
    return tuple(
        Beginning(one.target.start, one.begins, one.dated)
        for one in register.begins(sha256)
        if one.target.start is not None
    )


def paired(register: Register, pages: Pages) -> list[Paired]:
    """Return persons' words on two portions of these pages, in the order they were said."""
    found = []
    for one in register.beside():
        here, there = _place(one.here, pages), _place(one.there, pages)
        if here is not None and there is not None:
            found.append(Paired(here, there, one.together))
    return found


def _place(target: Target, pages: Pages) -> tuple[str, Span] | None:
    if target.sha256 not in pages or target.start is None or target.end is None:
        return None
    name, source = pages[target.sha256]
    return name, (source.shown(target.start), source.shown(target.end - 1) + 1)
