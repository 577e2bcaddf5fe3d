"""`tearline readouts`: accounts of one event side by side, each a file or a speaker of one page.

Promises: every row has its places in the files it comes from. The word "contradiction" is never said.
Nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tearline.decisions.pairing import paired
from tearline.errors import ExitCode, UsageError
from tearline.findings.readouts.accounts import Speakers, claims_in, speakers_of
from tearline.findings.readouts.claims import Claim
from tearline.findings.readouts.found import Paired, side_by_side
from tearline.model.readout import Aligned, Readouts, Said
from tearline.model.statement import Span
from tearline.records.articles.found import paragraphs
from tearline.store.collection import opened
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs.reported import Asked, Given, given, register_of


def readouts(asked: Asked, named: Sequence[str], run: Run, talk: Talk) -> int:
    """Lay accounts side by side. UsageError: there are not two. PARTLY where a file could not be read."""
    speakers = speakers_of(named)
    if len(speakers or asked.files or asked.records) < 2:  # noqa: PLR2004
        raise UsageError(
            "a readout is laid beside another",
            "Name two files or records, or two speakers: --account 'Harbor=harbor office,Vale' --account …",
        )
    found_pages = list(given(asked, run, talk))
    pages = [one for one in found_pages if one is not None]
    claims = [claim for one in pages for claim in _claims(one, speakers)]
    texts = {one.name: one.page.text for one in pages}
    found = side_by_side(claims, texts, _said_by_persons(asked, pages))
    accounts = list(dict.fromkeys(one.account for one in claims))
    for name in speakers:
        if name not in accounts:
            talk.say(f"{name}: nothing of it was found among the sources of statements.")
    _tell(talk, found, {one.name: one for one in pages})
    return ExitCode.DONE if None not in found_pages and len(accounts) > 1 else ExitCode.PARTLY


def _said_by_persons(asked: Asked, pages: Sequence[Given]) -> list[Paired]:
    """Return what persons said of the collection's portions beside one another."""
    if asked.files:
        return []
    with opened(asked.root, write=False) as collection:
        register = register_of(collection)
    return paired(register, {one.sha256: (one.name, one.source) for one in pages})


def _claims(one: Given, speakers: Speakers) -> list[Claim]:
    articles = ((paragraphs(one.page, told.number), told.statements) for told in one.told)
    return claims_in((Path(one.name).stem, one.name, one.page.text), articles, speakers)


def _tell(talk: Talk, found: Readouts, pages: dict[str, Given]) -> None:
    def words(file: str, span: Span) -> str:
        return pages[file].words(span)

    def row(file: str, span: Span) -> dict[str, object]:
        return {"file": file, **(pages[file].place(span) or {})}

    def side(one: Said) -> dict[str, object]:
        return {"account": one.account, **row(one.file, one.span)}

    def differing(one: Aligned) -> list[str]:
        return [
            f"differs in {each.kind}: “{words(one.here.file, each.here)}”"
            f" / “{words(one.there.file, each.there)}”"
            for each in one.differences
        ]

    for one in found.aligned:
        lines = [
            f"{one.here.account}: {words(one.here.file, one.here.span)}",
            f"{one.there.account}: {words(one.there.file, one.there.span)}",
            *(f"  {each}" for each in differing(one)),
            f"  (of one thing, as far as {100 * one.alike:.0f} % of their rarer words tell)",
        ]
        talk.datum(
            "aligned",
            "\n".join(lines),
            here=side(one.here),
            there=side(one.there),
            alike=round(one.alike, 3),
            differences=[
                {
                    "kind": each.kind,
                    "here": row(one.here.file, each.here),
                    "there": row(one.there.file, each.there),
                }
                for each in one.differences
            ],
        )
    for said in found.alone:
        human = f"said only by {said.account}: {words(said.file, said.span)}"
        talk.datum("alone", human, **side(said))
    for omission in found.omissions:
        human = f"the text says it is left out: {words(omission.file, omission.what)}"
        cue = row(omission.file, omission.cue)
        talk.datum("omission", human, cue=cue, what=row(omission.file, omission.what))
