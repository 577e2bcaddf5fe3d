"""What is new in each release of a room, beside all earlier releases for the same readers.

Promises: drafts are compared with nothing and nothing with them; a release is compared once, and what came
of it kept in the cache under the digests of all the releases concerned, whole or not at all; what is damaged
there is made again. Where a file was at fault nothing is kept: the next start looks again. Words, texts and
crops go through the mask; a room has no list of protected people, and says so. Crops are made when they
are asked for, in their turn (``drawing``).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

import tearline
from tearline.errors import UsageError
from tearline.model.edition import Status
from tearline.reading.comparing.both_texts import BothTexts
from tearline.reading.comparing.change import Change, Problem, Summary
from tearline.reading.comparing.changes import compare, with_rates
from tearline.reading.comparing.crops import Crop, Crops
from tearline.reading.comparing.kept_changes import VERSION, Compared, packed, unpacked
from tearline.reading.comparing.kinds import Type
from tearline.reading.comparing.two_pages import TwoPages
from tearline.reading.lists.numbers import Aliases
from tearline.reading.masking import Masking
from tearline.reading.released import ReleaseFolder
from tearline.reading.witnesses.witness import ReleaseWitness
from tearline.web.drawing import Drawing
from tearline.web.finding import whole_number
from tearline.web.grouped import Group, groups, in_order
from tearline.web.shelf import Shelf
from tearline.web.shown import Pages
from tearline.web.side_by_side import (
    CLASSES,
    NAMELESS,
    PROVEN,
    Beside,
    Picture,
    beside,
    notes_of,
    proven_sentence,
    rate_sentence,
)

Report = Callable[[str, int, int], None]
Answering = Callable[[Request], Response | Awaitable[Response]]
_FOLDER = "new"  # in the cache
PER_PAGE = 20
_KEPT = 256  # crops kept, some 20 KB each


@dataclass(frozen=True)
class Newest:
    """What is new in one release: ``earlier`` are those it was compared with, none for the first."""

    folder: ReleaseFolder
    earlier: tuple[ReleaseFolder, ...]
    compared: Compared | None

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Return its changes in the order of trust."""
        if self.compared is None:
            return ()
        return groups(one for one in self.compared.changes if not self._withdrawn_before(one))

    def _withdrawn_before(self, change: Change) -> bool:
        """Say whether a withdrawal is one that an earlier release made already."""
        if change.type is not Type.WITHDRAWN or change.page or change.old_page:
            return False
        named = [one.records[change.name] for one in self.earlier if change.name in one.records]
        return bool(named) and named[-1].status == Status.WITHDRAWN

    @cached_property
    def told(self) -> list[tuple[str, str, int]]:
        """Return each list of changes: title, the end of its address, how many."""
        found: dict[str, tuple[str, str, int]] = {}
        for one in self.groups:
            title, _, number = found.get(one.list, (one.list_title, "", 0))
            found[one.list] = (title, _tail(one.list), number + len(one.numbered))
        return list(found.values())

    def public_before(self, rows: Iterable[tuple[int, Change]]) -> int:
        """Return how many of the records of some changes had pages in an earlier release."""
        names = {change.name for _, change in rows}
        return sum(
            any(name in one.records and one.records[name].pages for one in self.earlier)
            for name in names
        )

    @cached_property
    def by_number(self) -> Mapping[int, Change]:
        """Return its changes by number."""
        return in_order(self.groups)

    @cached_property
    def pages(self) -> TwoPages:
        """Return what opens the pages of its changes."""
        sources = [ReleaseWitness(one, Aliases.none()) for one in (*self.earlier, self.folder)]
        return TwoPages(sources, self.compared.changes if self.compared else ())


@dataclass(frozen=True, slots=True)
class News:
    """What is new in each release of a room by its label, the latest first, and the mask it went through."""

    of: Mapping[str, Newest]
    mask: Masking


def prepare(shelf: Shelf, cache: Path, report: Report) -> News:
    """Return what is new in each release, from the cache where it is known.

    ``report(stage, done, total)`` counts releases. UsageError: the cache cannot be written.
    """
    mask = Masking()
    found: dict[str, Newest] = {}
    releases = [one for one in shelf.releases.values() if not one.draft]
    for done, folder in enumerate(releases):
        report("what is new", done, len(releases))
        earlier = tuple(
            one.folder
            for one in found.values()
            if one.folder.audience == folder.audience and one.folder.date < folder.date
        )
        found[folder.label] = Newest(folder, earlier, _compared(folder, earlier, cache, mask))
    report("what is new", len(releases), len(releases))
    return News(dict(reversed(found.items())), mask)


def routes(
    shelf: Shelf, shown: Pages, news: News, drawing: Drawing | None = None
) -> list[tuple[str, Answering]]:
    """Return the addresses of what is new, each with what answers it; ``drawing``: the room's own."""
    drawing = drawing or Drawing(shown)
    rooms = _Rooms(shelf, shown, news)
    return [
        ("/new", rooms.all),
        ("/new/{label}/crop/{file}", drawing.bounded(rooms.crop)),
        ("/new/{label}", drawing.bounded(rooms.one)),
    ]


def _compared(
    folder: ReleaseFolder, earlier: Sequence[ReleaseFolder], cache: Path, mask: Masking
) -> Compared | None:
    """Return what is new in a release, read from the cache or made and kept there."""
    if not earlier:
        return None
    named = [
        VERSION,
        tearline.__version__,
        *((one.label, one.digest) for one in (*earlier, folder)),
    ]
    file = cache / _FOLDER / hashlib.sha256(json.dumps(named).encode()).hexdigest()
    with contextlib.suppress(OSError):
        kept = unpacked(file.read_bytes())
        if kept is not None:
            return kept
    old = [ReleaseWitness(one, Aliases.none()) for one in earlier]
    new = ReleaseWitness(folder, Aliases.none())
    rows = list(with_rates(compare(old, [new], mask=mask)))
    made = Compared(
        tuple(row for row in rows if isinstance(row, Change)),
        tuple(row for row in rows if isinstance(row, Problem)),
        next(row for row in rows if isinstance(row, Summary)),
    )
    if not made.problems:
        _write(file, packed(made))
    return made


def _write(file: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(
            f"{file.parent} cannot be written ({error.strerror})", "Name another cache folder."
        ) from error


class _Rooms:
    """Answers: all releases, one release, a crop."""

    def __init__(self, shelf: Shelf, shown: Pages, news: News) -> None:
        self._shelf, self._shown, self._news = shelf, shown, news
        # What a list shows is asked for next.
        self._drawn = lru_cache(maxsize=_KEPT)(self._draw)

    def all(self, request: Request) -> Response:
        """Show what is new in every release, by type."""
        drafts = [one for one in self._shelf.releases.values() if one.draft]
        values = {"news": list(self._news.of.values()), "drafts": drafts}
        return self._shown.show(request, "new.html", values | {"newest": None})

    def one(self, request: Request) -> Response:
        """Show what is new in one release: one type, a page of its list."""
        newest = self._news.of.get(request.path_params["label"])
        if newest is None:
            why = "No release here that was compared has that name; drafts are not compared."
            return self._shown.told(request, "There is no such release", why)
        rows, kind = _chosen(newest, request.query_params.get("type", ""))
        if kind is None and newest.groups:
            why = f"Nothing of that type is new in {newest.folder.label}."
            return self._shown.told(request, "There is nothing here", why)
        page = whole_number(request.query_params.get("page", "")) or 1
        last = max(1, -(-len(rows) // PER_PAGE))
        if page > last:
            why = f"This list has {last} pages."
            return self._shown.told(request, "There is no such page", why)
        texts = BothTexts(newest.pages, self._news.mask)
        chosen = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
        values: dict[str, object] = {
            "newest": newest,
            "summary": newest.compared.summary if newest.compared else None,
            "kind": kind,
            "kinds": newest.told,
            "notes": notes_of(newest.compared.summary) if newest.compared else (),
            "on": _tail(kind),
            "nameless": self._nameless(newest, rows) if kind == NAMELESS else "",
            "rows": [self._beside(newest, texts, *one) for one in chosen],
            "first": (page - 1) * PER_PAGE + 1,
            "total": len(rows),
            "earlier": _tail(kind, page - 1) if page > 1 else "",
            "later": _tail(kind, page + 1) if page < last else "",
            "rates": _rates(newest),
            "title": next((group.list_title for group in newest.groups if group.list == kind), ""),
        }
        return self._shown.show(request, "new.html", values)

    def crop(self, request: Request) -> Response:
        """Send a crop as PNG, made when it is asked for."""
        newest = self._news.of.get(request.path_params["label"])
        number, _, which = request.path_params["file"].removesuffix(".png").partition("-")
        change = None if newest is None else newest.by_number.get(whole_number(number))
        if newest is None or change is None or which not in {"old", "new"}:
            return self._shown.told(request, "There is no such crop", "Nothing here has that name.")
        made = self._drawn(newest.folder.label, int(number), which)
        if not made.png:
            return self._shown.told(
                request, "There is no crop here", made.why, HTTPStatus.NOT_FOUND
            )
        return Response(made.png, media_type="image/png")

    def _beside(self, newest: Newest, texts: BothTexts, number: int, change: Change) -> Beside:
        base = f"/new/{quote(newest.folder.label, safe='')}/crop/{number}"

        def picture(_change: Change, which: str) -> Picture:
            crop = self._drawn(newest.folder.label, number, which)
            return Picture(crop, f"{base}-{which}.png" if crop.png else "")

        links = (
            self._link(change.old_name, change.old_release, change.old_page),
            self._link(change.name, change.new_release, change.page),
        )
        return beside(number, change, texts, picture, links=links)

    def _nameless(self, newest: Newest, rows: Sequence[tuple[int, Change]]) -> str:
        """Return the records without pages by status, and how many of them were public before."""
        records, gone = newest.folder.records, self._shelf.withdrawn[newest.folder.label]
        names = [one.name for _, one in rows]
        counts = Counter(
            "withdrawn since" if name in gone else records[name].status.value for name in names
        )
        said = ", ".join(f"{status} {number:,}" for status, number in sorted(counts.items()))
        before = newest.public_before(rows)
        return f"{said[0].upper()}{said[1:]}; {before:,} of these had pages in an earlier release here."

    def _draw(self, label: str, number: int, which: str) -> Crop:
        newest = self._news.of[label]
        crops, change = Crops(newest.pages, self._news.mask), newest.by_number[number]
        return crops.old(change) if which == "old" else crops.new(change)

    def _link(self, record: str, label: str, page: int | None) -> str:
        """Return where a page, or a record, is shown in the room."""
        standing = self._shelf.standing(record, label) if record else None
        if standing is None:
            return ""
        return standing.address if page is None else standing.page_address(page)


def _chosen(newest: Newest, asked: str) -> tuple[list[tuple[int, Change]], str | None]:
    """Return the changes of a list with their numbers; of the first there is where none is asked for."""
    if not asked and newest.groups:
        asked = newest.groups[0].list
    rows = [row for group in newest.groups if group.list == asked for row in group.numbered]
    return rows, asked if rows else None


def _rates(newest: Newest) -> list[tuple[str, str]]:
    """Return each class of which something was found: its name and a sentence of its error."""
    if newest.compared is None:
        return []
    summary = newest.compared.summary
    proven = summary.proven
    told = [(CLASSES[PROVEN], proven_sentence(proven))] if proven.found else []
    rates = summary.rates.items()
    return told + [(CLASSES[name], rate_sentence(rate)) for name, rate in rates if rate.found]


def _tail(kind: str | None, page: int = 1) -> str:
    rows: list[tuple[str, str | int]] = [("type", kind)] if kind else []
    return urlencode([*rows, ("page", page)] if page > 1 else rows)
