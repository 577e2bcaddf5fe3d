"""`tearline search`: words to pages of releases, or of a collection, told to a person or a program.

Promises: a hit says its record, release (or file), page and address, with the piece of the text that was
found; what no word can find is told with every answer. A release's index lies in the user's cache, named by
the release's hash; a collection's lies in the collection and never leaves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tearline.config import cache_folder
from tearline.errors import ExitCode, NoCollectionError, UsageError
from tearline.reading.released import ReleaseFolder
from tearline.reading.searching.search import Answer, Hit, Search
from tearline.talk import Progress, Talk

MOST_CHIPS = 8
OPEN, CLOSE = "[", "]"  # about words found, on a terminal


def search(
    query: str, releases: Sequence[Path], asked: dict[str, Any], talk: Talk, root: Path = Path()
) -> int:
    """Search releases, or where none is named the collection in ``root``.

    ``asked`` has limit, offset, also, facets and boxes. NoCollectionError: neither is there.
    """
    if not releases:
        return _search_own(query, root, asked, talk)
    folders = [ReleaseFolder(path) for path in releases]
    answer = _ask(Search.of_releases(folders, cache_folder() / "index"), query, asked)
    rows: list[dict[str, Any]] = [{} for _ in answer.hits]
    _say(answer, rows, answer.notes(), talk)
    return int(ExitCode.PARTLY if answer.unfound.faults else ExitCode.DONE)


def _search_own(query: str, root: Path, asked: dict[str, Any], talk: Talk) -> int:
    """Search the pages of a collection as they were read."""
    # Imported here: searching releases needs no collection, and is the faster without.
    from tearline.store.collection import opened  # noqa: PLC0415
    from tearline.verbs.own_pages import OwnPages  # noqa: PLC0415

    try:
        with opened(root, write=False) as collection:
            with Progress() as progress:
                own = OwnPages(collection, progress)
            answer = _ask(own.search, query, asked)
            rows: list[dict[str, Any]] = []
            for hit in answer.hits:
                sha256, _ = own.file(hit.record, hit.page)
                rows.append({"file": own.file_name(sha256), "sha256": sha256})
    except NoCollectionError as error:
        raise NoCollectionError(
            f"nothing to search: no release is named, and {error.message}",
            "Name releases (tearline search QUERY OUT…), or the collection to search its own pages "
            "(-C DIR, TEARLINE_COLLECTION, or its folder as the present one).",
        ) from None
    _say(answer, rows, (*answer.notes(), *own.left.notes()), talk)
    return int(ExitCode.DONE if own.left.is_whole() else ExitCode.PARTLY)


def _ask(search: Search, query: str, asked: dict[str, Any]) -> Answer:
    """Put the question."""
    return search.search(
        query,
        limit=asked["limit"],
        offset=asked["offset"],
        also=_also(asked["also"]),
        facets=asked["facets"],
        chips=True,
        boxes=asked["boxes"],
        editions=True,
    )


def _say(answer: Answer, rows: Sequence[dict[str, Any]], notes: Sequence[str], talk: Talk) -> None:
    """Say the answer; ``rows`` have what else is to be said of each hit."""
    if talk.as_json:
        _as_rows(answer, rows, notes, talk)
    else:
        _tell(answer, rows, notes, talk)


def _also(pairs: Sequence[str]) -> dict[str, list[str]]:
    """Return the forms a reader adds: word=form, each as often as wanted."""
    chosen: dict[str, list[str]] = {}
    for pair in pairs:
        word, equals, form = pair.partition("=")
        if not (word and equals and form):
            raise UsageError(f"--also {pair}: no word=form", "Such as --also oswald=cswald.")
        chosen.setdefault(word, []).append(form)
    return chosen


def _as_rows(
    answer: Answer, rows: Sequence[dict[str, Any]], notes: Sequence[str], talk: Talk
) -> None:
    """Print hits as JSON Lines, then the answer's own line."""
    for hit, row in zip(answer.hits, rows, strict=True):
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
            also_in=list(hit.also_in),
            same_as=_first_edition(hit, answer.hits),
            **row,
        )
    talk.datum(
        "answer",
        pages=answer.pages,
        records=answer.records,
        offset=answer.offset,
        facets=None if answer.facets is None else dict(answer.facets),
        offered={word: [form.form for form in forms] for word, forms in answer.offered.items()},
        notes=list(notes),
    )


def _tell(answer: Answer, rows: Sequence[dict[str, Any]], notes: Sequence[str], talk: Talk) -> None:
    """Print hits and what to know beside them for a person; editions of one page are one hit."""
    told = zip(answer.hits, rows, strict=True)
    again = 0
    for number, (hit, row) in enumerate(told, answer.offset + 1):
        if hit.also_in and _first_edition(hit, answer.hits):
            again += 1
            continue
        warn = "" if hit.verified else "  (files altered: not verified)"
        head = " · ".join(
            filter(None, (hit.release or row["file"], hit.reading, hit.date, hit.title))
        )
        talk.datum("", f"{number}. {hit.record} p. {hit.page}  {head}{warn}")
        talk.datum("", f"   {_marked(hit)}")
        if hit.also_in:
            talk.datum("", f"   also in: {', '.join(hit.also_in)}")
    if answer.facets:
        for name, values in answer.facets.items():
            shown = ", ".join(f"{value} {count}" for value, count in values[:MOST_CHIPS])
            if shown:
                talk.datum("", f"{name}: {shown}")
    many = "1 page" if answer.pages == 1 else f"{answer.pages:,} pages"
    talk.datum("", f"{many} found." if answer.pages else "No page has that.")
    if again:
        are = "of these is another edition" if again == 1 else "of these are other editions"
        talk.say(f"{again} {are} of a page above, under 'also in'; each is a row with --json.")
    for word, forms in answer.offered.items():
        shown = ", ".join(f"{one.form} ({one.pages})" for one in forms[:MOST_CHIPS])
        talk.say(f"{word} may also have been read as {shown}: --also {word}=FORM adds one")
    for note in notes:
        talk.say(note)


def _first_edition(hit: Hit, hits: Sequence[Hit]) -> str:
    """Return the address of the first hit that is the same page of the same record, '' for itself."""
    page = (hit.record, hit.page)
    first = next((one for one in hits if (one.record, one.page) == page), hit)
    return "" if first is hit else first.address


def _marked(hit: Hit) -> str:
    """Return a snippet on one line, the words found in brackets."""
    text, done, pieces = hit.snippet.text, 0, []
    for start, end in hit.snippet.spans:
        pieces += [text[done:start], OPEN, text[start:end], CLOSE]
        done = end
    return " ".join("".join([*pieces, text[done:]]).split())
