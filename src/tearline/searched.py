"""`tearline search`: words to pages of releases, told to a person or a program.

Promises: a hit says its record, release, page and address, with the piece of the text that was found; what no
word can find is told with every answer. The index lies in the user's cache, named by the release's hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tearline.config import cache_folder
from tearline.errors import ExitCode, UsageError
from tearline.reading.released import ReleaseFolder
from tearline.reading.search import Answer, Hit, Search
from tearline.talk import Talk

MOST_CHIPS = 8
OPEN, CLOSE = "[", "]"  # about words found, on a terminal


def search(query: str, releases: Sequence[Path], asked: dict[str, Any], talk: Talk) -> int:
    """Search releases; ``asked`` has limit, offset, also, facets and boxes."""
    if not releases:
        raise UsageError("no release to search", "Name the folders: tearline search QUERY OUT…")
    folders = [ReleaseFolder(path) for path in releases]
    found = Search.of_releases(folders, cache_folder() / "index")
    answer = found.search(
        query,
        limit=asked["limit"],
        offset=asked["offset"],
        also=_also(asked["also"]),
        facets=asked["facets"],
        chips=True,
        boxes=asked["boxes"],
    )
    if talk.as_json:
        _as_rows(answer, talk)
    else:
        _tell(answer, talk)
    return int(ExitCode.PARTLY if answer.unfound.faults else ExitCode.DONE)


def _also(pairs: Sequence[str]) -> dict[str, list[str]]:
    """Return the forms a reader adds: word=form, each as often as wanted."""
    chosen: dict[str, list[str]] = {}
    for pair in pairs:
        word, equals, form = pair.partition("=")
        if not (word and equals and form):
            raise UsageError(f"--also {pair}: no word=form", "Such as --also oswald=cswald.")
        chosen.setdefault(word, []).append(form)
    return chosen


def _as_rows(answer: Answer, talk: Talk) -> None:
    """Print hits as JSON Lines, then the answer's own line."""
    for hit in answer.hits:
        talk.datum(
            "hit",
            record=hit.record,
            release=hit.release,
            page=hit.page,
            address=hit.address,
            score=round(hit.score, 4),
            text=hit.snippet.text,
            spans=[list(span) for span in hit.snippet.spans],
            reading=hit.reading,
            title=hit.title,
            date=hit.date,
            verified=hit.verified,
            areas=[area.as_list() for area in hit.areas],
        )
    talk.datum(
        "answer",
        pages=answer.pages,
        records=answer.records,
        offset=answer.offset,
        facets=None if answer.facets is None else dict(answer.facets),
        offered={word: [form.form for form in forms] for word, forms in answer.offered.items()},
        notes=list(answer.notes()),
    )


def _tell(answer: Answer, talk: Talk) -> None:
    """Print hits and what to know beside them for a person."""
    for number, hit in enumerate(answer.hits, answer.offset + 1):
        warn = "" if hit.verified else "  (files altered: not verified)"
        head = " · ".join(filter(None, (hit.release, hit.date, hit.title)))
        talk.datum("", f"{number}. {hit.record} p. {hit.page}  {head}{warn}")
        talk.datum("", f"   {_marked(hit)}")
    if answer.facets:
        for name, values in answer.facets.items():
            shown = ", ".join(f"{value} {count}" for value, count in values[:MOST_CHIPS])
            if shown:
                talk.datum("", f"{name}: {shown}")
    many = "1 page" if answer.pages == 1 else f"{answer.pages:,} pages"
    talk.datum("", f"{many} found." if answer.pages else "No page has that.")
    for word, forms in answer.offered.items():
        shown = ", ".join(f"{one.form} ({one.pages})" for one in forms[:MOST_CHIPS])
        talk.say(f"{word} may also have been read as {shown}: --also {word}=FORM adds one")
    for note in answer.notes():
        talk.say(note)


def _marked(hit: Hit) -> str:
    """Return a snippet on one line, the words found in brackets."""
    text, done, pieces = hit.snippet.text, 0, []
    for start, end in hit.snippet.spans:
        pieces += [text[done:start], OPEN, text[start:end], CLOSE]
        done = end
    return " ".join("".join([*pieces, text[done:]]).split())
