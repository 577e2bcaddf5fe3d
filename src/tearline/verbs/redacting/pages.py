"""One page of ``tearline redact``, in a worker: read it, find the terms, view it, look once more.

Promises: plain data in, plain data out; the page goes through the very view that releases go through.
What may be seen of a page is searched again after it was burnt, and what stands there still is
withheld too, until nothing does. A page that may hold words nobody read says so.

Does not promise: words that the reader does not see as words (handwriting, ornaments).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tearline.editions import view as views
from tearline.editions.view import ViewJob
from tearline.editions.withheld import Withheld, places
from tearline.model.area import Area
from tearline.model.edition import PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page, TextSource, Word
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.store import leaves
from tearline.verbs.redacting import line_ends, seeking
from tearline.verbs.redacting.seeking import Hit, Seeker, seeker, sign

UNSURE = 60.0  # mean confidence of a page's words below which terms may have been misread
ROUNDS = 3  # how often a page is viewed again at most
PHRASE = 6  # letters and digits under a drawn area from which they are looked for elsewhere
SEAM = 300  # code points at the end and the beginning of a page that are given to the next
_DARK = 160  # of 255: ink
_INKED = 0.0002  # share of a page's pixels that a speck or two stays below


@dataclass(frozen=True, slots=True)
class ReadJob:
    """A page to read, the terms to look for in it, and the areas that will be withheld on it."""

    read: reader.ReadJob
    terms: tuple[str, ...] = field(repr=False)
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A term that only the pixels of a page show, against its own text: its boxes, which, how surely."""

    areas: tuple[Area, ...]
    index: int
    exact: bool


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as bytes, the hits in it, why a term may have been missed ('' for no reason), ends.

    ``seen``: terms that its text layer does not have; ``unshown``: terms in text that it does not show.
    ``phrases`` are the words under the areas; ``head`` and ``tail`` begin and end the page's text.
    """

    leaf: bytes = field(repr=False)
    hits: tuple[Hit, ...]
    seen: tuple[Seen, ...]
    unshown: frozenset[int]
    doubt: str
    phrases: tuple[str, ...] = field(default=(), repr=False)
    head: str = field(default="", repr=False)
    tail: str = field(default="", repr=False)
    length: int = 0
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class RedactJob:
    """A page to be viewed: as read, its hits, its areas, and what stands on every box.

    ``number`` counts the file's pages from 1. ``watched`` are phrases that are not withheld, only told
    where they are seen.
    """

    number: int
    path: str
    sha256: str
    media_type: MediaType
    leaf: bytes = field(repr=False)
    hits: tuple[Hit, ...]
    seen: tuple[Seen, ...]
    areas: tuple[Area, ...]
    terms: tuple[str, ...] = field(repr=False)
    watched: tuple[str, ...] = field(repr=False)
    phrases: tuple[str, ...] = field(repr=False)
    codes: tuple[str, ...]
    policy: WidthPolicy


@dataclass(frozen=True, slots=True)
class PageDone:
    """A page's views, what must be burnt on each, its hits by stretch, and phrases for the verifier.

    ``burnt`` holds each view's places with their codes and policies. ``hidden`` are phrases that may be
    read nowhere on the page; ``watched`` says whether a watched one can be.
    """

    views: tuple[PageView, ...]
    burnt: tuple[tuple[tuple[Area, tuple[str, ...], WidthPolicy], ...], ...]
    exact: int
    alike: int
    terms: frozenset[int]
    hidden: tuple[str, ...] = field(repr=False)
    watched: bool = False


def read_page(job: ReadJob) -> PageRead:
    """Read one page and find the terms in it (worker)."""
    page = reader.read(job.read)
    phrases = tuple(p for p in _under(page, job.areas) if len(sign(p)) >= PHRASE)
    terms = seeker(job.terms)
    hits = terms.find(page.text)
    return PageRead(
        leaves.pack_page(page),
        hits,
        tuple(_seen(page, job, hits)) if job.terms and page.source is TextSource.LAYER else (),
        frozenset(hit.index for hit in terms.find("\n".join(h.text for h in page.hidden))),
        _doubt(page, job.read) if job.terms else "",
        phrases,
        page.text[:SEAM],
        page.text[-SEAM:],
        len(page.text),
        page.source is TextSource.PLAIN,
    )


def _seen(page: Page, job: ReadJob, hits: Sequence[Hit]) -> Iterator[Seen]:
    """Yield the terms that a reading of the pixels alone has where the text layer has none.

    A layer may say other letters than its glyphs show, and the verifier reads what they show.
    """
    from tearline.records.ocr import read_bitmap  # noqa: PLC0415 - text files need neither
    from tearline.records.raster import raster  # noqa: PLC0415

    known = [area for hit in hits for area in page.areas(hit.start, hit.end)]
    found = raster(job.read.path, job.read.media_type, job.read.page)
    read = read_bitmap(found.image, found.size, turn=page.turn)
    boxes = replace(page, text=read.text, words=read.words, source=TextSource.OCR)
    for hit in seeker(job.terms).find(read.text):
        areas = boxes.areas(hit.start, hit.end)
        if not all(any(2 * a.shared(k) > a.width * a.height for k in known) for a in areas):
            yield Seen(areas, hit.index, hit.exact)
            known += areas


def _doubt(page: Page, job: reader.ReadJob) -> str:
    """Return why terms may stand unseen on a page, '' where nothing says so."""
    if page.source is TextSource.PLAIN:
        return ""
    if not any(c.isalnum() for c in page.text):
        return "no text was found on it" if _has_ink(job) else ""
    if page.confidence is not None and page.confidence < UNSURE:
        return "its text could hardly be read"
    return ""


def _has_ink(job: reader.ReadJob) -> bool:
    """Say whether a page shows anything but paper."""
    from tearline.records.raster import raster  # noqa: PLC0415 - text files need no renderer

    grey = np.asarray(raster(job.path, job.media_type, job.page).image.convert("L"))
    return bool(np.count_nonzero(grey < _DARK) > _INKED * grey.size)


def redact_page(job: RedactJob) -> PageDone:
    """View one page with its hits and areas withheld, until no term is left in the view (worker)."""
    page = leaves.unpack_page(job.leaf)
    hits = job.hits
    withheld = [Withheld((area,), None, None, job.codes, job.policy) for area in job.areas]
    withheld += [Withheld(one.areas, None, None, job.codes, job.policy) for one in job.seen]
    withheld += _found(job, page, hits)
    lines = line_ends.unfolded(page)
    stretches = list(seeking.merged(hits))
    stretches += [(0, 0, one.exact) for one in job.seen]
    seen = {*(hit.index for hit in hits), *(one.index for one in job.seen)}
    words = {page.text[hit.start : hit.end] for hit in hits}
    made = _view(job, lines, withheld, WidthPolicy.EXACT)
    for _ in range(ROUNDS if job.terms and page.source is not TextSource.PLAIN else 0):
        shown = _shown(made[0])
        left = seeker(job.terms).find(shown)
        again = _found_again(job, made[0], left)
        if all(portion in withheld for portion in again):
            break
        withheld += again
        stretches += seeking.merged(left)
        seen |= {hit.index for hit in left}
        words |= {shown[hit.start : hit.end] for hit in left}
        made = _view(job, lines, withheld, WidthPolicy.EXACT)
    if job.policy is not WidthPolicy.EXACT:
        made = _view(job, lines, withheld, job.policy)
    visible = "\n".join(_shown(view) for view in made)
    exact = sum(exact for _, _, exact in stretches)
    return PageDone(
        made,
        _burnt(lines, withheld, made),
        exact,
        len(stretches) - exact,
        frozenset(seen),
        tuple(sorted(p for p in {*words, *job.phrases} if _is_hidden(p, visible))),
        bool(job.watched) and bool(seeker(job.watched).find(visible)),
    )


def _view(
    job: RedactJob, page: Page, withheld: Sequence[Withheld], policy: WidthPolicy
) -> tuple[PageView, ...]:
    """View the page under a width policy; what is searched again is viewed where words do not move."""
    portions = tuple(replace(portion, policy=policy) for portion in withheld)
    return views.view(ViewJob(job.path, job.sha256, job.media_type, page, portions))


def _found(job: RedactJob, page: Page, hits: Sequence[Hit]) -> list[Withheld]:
    """Return the portions that hits make: whole words, line by line; in a text file spans."""
    portions = []
    lines = line_ends.unfolded(page)
    for start, end, _ in seeking.merged(hits):
        if page.source is TextSource.PLAIN:
            span = _whole(page.text, start, end)
            portions.append(Withheld((), *span, job.codes, job.policy))
        else:
            areas = lines.areas(*line_ends.whole(page, start, end))
            portions.append(Withheld(areas, start, end, job.codes, job.policy))
    return portions


def _found_again(job: RedactJob, view: PageView, hits: Sequence[Hit]) -> list[Withheld]:
    """Return the portions that hits in a view make; its text is not the page's, so by boxes alone."""
    boxes = Page(
        view.number, view.width, view.height, view.text, view.words, TextSource.OCR, "", "",
        turn=view.turn,
    )  # fmt: skip
    found = _found(job, boxes, hits)
    return [replace(portion, start=None, end=None) for portion in found]


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span grown to whole words of a text."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _shown(view: PageView) -> str:
    """Return the text of a view with its markers blanked, at the same places."""
    letters = list(view.text)
    marked = {deletion.area for deletion in view.deletions}
    for word in view.words:
        if word.confidence is None and word.area in marked and word.text.startswith("["):
            letters[word.start : word.end] = " " * (word.end - word.start)
    return "".join(letters)


def _burnt(
    page: Page, withheld: Sequence[Withheld], made: Sequence[PageView]
) -> tuple[tuple[tuple[Area, tuple[str, ...], WidthPolicy], ...], ...]:
    """Return the places that must be burnt: as ordered and not as the view says, but for a text,
    which is set anew.
    """
    if page.source is TextSource.PLAIN:
        return tuple(tuple((d.area, d.codes, d.policy) for d in view.deletions) for view in made)
    view = made[0]
    size = (view.bitmap.width, view.bitmap.height)
    # Lines that were moved, or taken to their end, have the places they got there.
    found = places(replace(page, turn=view.turn), withheld, size, view.deletions)
    return (found.told,)


def _under(page: Page, areas: Sequence[Area]) -> list[str]:
    """Return the words that areas cover, each run on a line as one phrase."""
    runs: list[list[Word]] = []
    for word in page.words:
        box = word.area
        if box is None or not any(2 * box.shared(a) >= box.width * box.height for a in areas):
            continue
        if runs and not page.text[runs[-1][-1].end : word.start].strip(" "):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [page.text[run[0].start : run[-1].end] for run in runs]


def _is_hidden(phrase: str, visible: str) -> bool:
    """Say whether a phrase is long enough to look for, and nothing like it may be seen."""
    return len(sign(phrase)) >= PHRASE and not Seeker((phrase,)).find(visible)


def as_lines(
    title: str, numbers: Sequence[int], done: PageDone, *, is_text: bool
) -> list[dict[str, Any]]:
    """Return what the verifier is told of one page, whose views are ``numbers`` in the result.

    A text's phrases may stand on none of its pages.
    """
    base = {"type": "withheld", "record": title, "acknowledged": True, "scope": "page"}
    told: list[dict[str, Any]] = [
        {
            **base,
            "page": number,
            "areas": [area.as_list()],
            "codes": list(codes),
            "terms": [],
            "policy": policy.value,
        }
        for number, burnt in zip(numbers, done.burnt, strict=True)
        for area, codes, policy in burnt
    ]
    if done.hidden:
        number = None if is_text else numbers[0]
        told.append({**base, "page": number, "areas": [], "codes": [], "terms": list(done.hidden)})
    return told
