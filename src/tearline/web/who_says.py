"""Who says what in a record, in the room: its released text with sources, cues and content marked in place.

Promises: shows what is read from the released text and nothing else; every statement leads to its words on
the page, and says how far it may be relied on and why. A record that is not read so says that instead. A few
records are kept in memory.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from tearline.model.statement import Span, Statement, Tier
from tearline.reading.released import ReleasedPage
from tearline.reading.said import SaidOn, read_as_text, said_in
from tearline.web.pieces import Piece, cut
from tearline.web.shelf import Standing
from tearline.web.shown import Pages

_KEPT = 16  # records
_ASKED = 10_000  # records of which it is known whether they are read

_Key = tuple[str, str]
"""The hash of a release's manifest, and the record."""


@dataclass(frozen=True, slots=True)
class Row:
    """A statement as it is shown: its words, and where its first one stands on the page."""

    number: int
    who: str
    cue: str
    said: str
    kind: str
    sure: bool
    why: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: its number, its text in lines of pieces that say what they are of, its statements."""

    number: int
    pieces: tuple[Piece, ...]
    rows: tuple[Row, ...]


class WhoSays:
    """Answers for the statements of records."""

    def __init__(self, shown: Pages) -> None:
        """Take what renders."""
        self._shown = shown
        self._kept: OrderedDict[_Key, tuple[Leaf, ...]] = OrderedDict()
        self._offered: OrderedDict[_Key, bool] = OrderedDict()
        self._alone = Lock()

    def offered(self, standing: Standing) -> bool:
        """Say whether a record of a release has a page of who says what."""
        key = _key(standing)
        with self._alone:
            if key in self._offered:
                self._offered.move_to_end(key)
                return self._offered[key]
        found = bool(_pages(standing))
        with self._alone:
            self._offered[key] = found
            while len(self._offered) > _ASKED:
                self._offered.popitem(last=False)
        return found

    def show(self, request: Request, standing: Standing) -> Response:
        """Show a record's text with what was read of it."""
        pages = _pages(standing) if self.offered(standing) else ()
        if not pages:
            why = "It is read in records that came as text, where the language model is installed."
            return self._shown.told(request, "Who says what is not shown here", why)
        leaves = self._leaves(standing, pages)
        values = {
            "standing": standing,
            "leaves": leaves,
            "many": sum(len(leaf.rows) for leaf in leaves),
            "sure": sum(row.sure for leaf in leaves for row in leaf.rows),
        }
        return self._shown.show(request, "said.html", values)

    def _leaves(self, standing: Standing, pages: tuple[ReleasedPage, ...]) -> tuple[Leaf, ...]:
        key = _key(standing)
        with self._alone:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        numbers = iter(range(1, 1 << 30))
        made = tuple(_leaf(one, [next(numbers) for _ in one.statements]) for one in said_in(pages))
        with self._alone:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made


def _key(standing: Standing) -> _Key:
    return standing.folder.digest, standing.listed.record


def _pages(standing: Standing) -> tuple[ReleasedPage, ...]:
    return read_as_text(standing.folder.pages(standing.listed.record))


def _leaf(one: SaidOn, numbers: list[int]) -> Leaf:
    text = one.page.text

    def words(*spans: Span | None) -> str:
        return " … ".join(" ".join(text[slice(*span)].split()) for span in spans if span)

    rows = [
        Row(
            *(number, words(each.source.span), words(each.cue), words(*each.content)),
            *("wish" if each.wish else each.kind.value, each.tier is Tier.SURE, each.why),
            *_ends(each),
        )
        for number, each in zip(numbers, one.statements, strict=True)
    ]
    named = {
        **{
            kind: tuple(
                span
                for each in one.statements
                for span in each.content
                if (each.tier is Tier.SURE) is sure
            )
            for kind, sure in (("maybe", False), ("said", True))
        },
        "who": tuple(each.source.span for each in one.statements if each.source.span),
        "cue": tuple(each.cue for each in one.statements if each.cue),
        "closed": one.page.closed,
    }
    return Leaf(one.page.number, cut(text, named), tuple(rows))


def _ends(one: Statement) -> Span:
    spans = [span for span in (one.source.span, one.cue, *one.content) if span is not None]
    return min(start for start, _ in spans), max(end for _, end in spans)
