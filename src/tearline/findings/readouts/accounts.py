"""What each account of an event says: all of a page's text, or the statements of one speaker of it.

Promises: a speaker is known by words of the sources, as whoever asks gives them; what they wish is no claim
of theirs. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tearline.errors import UsageError
from tearline.findings.readouts.claims import Claim, claims_of
from tearline.findings.statements import parsing
from tearline.model.statement import Span, Statement

Speakers = Mapping[str, tuple[str, ...]]
"""Accounts by name, each with the words its sources are known by, in lower case."""


def speakers_of(named: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return accounts as they are written, NAME=word,word. UsageError: one names nothing."""
    found = {}
    for said in named:
        name, _, words = said.partition("=")
        known = tuple(word.strip().lower() for word in (words or name).split(",") if word.strip())
        if not name.strip() or not known:
            raise UsageError(
                f"{said!r} names no account", "Write NAME=word,word: 'Harbor=harbor office,Vale'."
            )
        found[name.strip()] = known
    return found


def claims_in(
    page: tuple[str, str, str],
    articles: Iterable[tuple[Sequence[Span], Sequence[Statement]]],
    speakers: Speakers,
) -> list[Claim]:
    """Return what a page's accounts say; ``page`` is the account's name, the file's and the text.

    ``articles`` are the paragraphs and the statements of each. ProgramMissingError: no language model.
    """
    account, file, text = page
    found: list[Claim] = []
    for spans, statements in articles:
        docs = list(parsing.parsed(text, spans))
        if not speakers:
            found += claims_of(account, file, text, spans, docs)
            continue
        by: dict[str, list[Span]] = {}
        for one in statements:
            source = one.source.span
            said = text[source[0] : source[1]].lower() if source else ""
            name = next((n for n, words in speakers.items() if any(w in said for w in words)), None)
            if name is not None and not one.wish:
                by.setdefault(name, []).extend(one.content)
        for name, contents in by.items():
            found += claims_of(name, file, text, contents, docs)
    return found
