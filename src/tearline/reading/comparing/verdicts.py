"""What changed in one record: each new page and each older one gets its verdict, words are found on it.

Promises: every page of the new release gives at least one change, an empty one included (``unsettled``,
never "unchanged"); what differs on a page besides what was found there is its own change (``left_open``).
Words count as newly visible only where no older text of the record, nor of another record that has the
page too, can be read to hold them. Nothing of a text leaves without the mask.
Where both sides have word boxes and scans, the page that lacks the words is looked at: where its ink shows
them they were ``already_public``, and no error backwards; a box or a bracket there makes a class of its own.
There also words are told that the texts alone do not prove (``kinds.WEAK``), if the scan shows a box, a
bracket or blank paper where they should stand, and only then; backwards the same are counted. And such a
place overrules what the text of that very page can be read to say, but no other text.
Words newly withheld are found from the older text, at a box, bracket or deletion; since they may have
been withheld for a person's sake, they are shown only when asked for.
Does not promise an order of trust: that is the class's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tearline.model.area import Area
from tearline.model.page import Page, TextSource
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.edges import Edges
from tearline.reading.comparing.evidence import Look, Looker
from tearline.reading.comparing.kinds import (
    SETTLED,
    UNREADABLE,
    WEAK,
    Evidence,
    Position,
    Type,
    borne_out,
)
from tearline.reading.comparing.left_open import Known, left_open
from tearline.reading.comparing.narrowed import looked_at
from tearline.reading.comparing.pairing import Hit, Laid, Older, lay
from tearline.reading.comparing.plausible import Vocabulary
from tearline.reading.comparing.seen import SEAM, readable
from tearline.reading.comparing.tokens import Stream
from tearline.reading.masking import Mask, block
from tearline.reading.witnesses.witness import WitnessPage

AROUND = 80  # code points of context on either side
_ROOM = 0.3  # words left unmatched in a page's window, of its own, that say it was there before
_SAME, _COPY = 0.5, 0.25  # share of a page's pieces in a page posted again, and in a damaged copy
_SHOWN = "the texts alone would not tell this: the old scan shows {} where the words belong"
_SHOWS = {
    Evidence.BOX: "a box",
    Evidence.BRACKET: "a bracket",
    Evidence.BLANK: "blank paper",
}
_DROPPED = "the old scan shows ink here: the older reading dropped these words"

Copies = Callable[[str, WitnessPage], str]
Others = Callable[[Sequence[str], float], Iterable[Stream]]


@dataclass(slots=True)
class Judge:
    """What one comparison judges by, and its counts of words found ``back``wards, by class.

    ``proven_back`` counts those where the new scan has a box or a bracket: they are of no other class.

    ``copies(key, page)`` says where another record has the page already ('' nowhere);
    ``others(words, share)`` yields the older texts of other records that have that share of them.
    """

    vocabulary: Vocabulary
    mask: Mask
    copies: Copies
    others: Others
    looker: Looker
    show_withheld: bool = False
    back: Counter[Position] = field(default_factory=Counter)
    proven_back: int = 0

    def record(self, new: Stream, olds: Sequence[Stream]) -> Iterator[Change]:
        """Yield the changes of one record; ``olds`` are its older texts, the latest first.

        A record without older texts is laid beside those that have much of it under other numbers.
        """
        if not olds:
            yield Change(Type.NEW_RECORD, new.record.key, new.record.name,
                         new_release=new.record.release)  # fmt: skip
        texts = olds or list(self.others(new.words, _COPY))
        laid = list(lay(new, [Older(old, new) for old in texts]))
        edges = Edges(laid, self.vocabulary)
        for at, page in enumerate(laid):
            yield from self._page(new, at, page, texts, edges)

    def _page(
        self, new: Stream, at: int, laid: Laid | None, olds: Sequence[Stream], edges: Edges
    ) -> Iterator[Change]:
        base = self._base(new, at)
        if new.firsts[at] == new.firsts[at + 1]:
            yield replace(base, note="no text was read on this page")
            return
        if laid is None:
            yield self._new_page(new, at)
            return
        old, old_page = laid.older.stream.record, _old_page(laid)
        is_own = old.key == base.record
        base = replace(base, coverage=laid.coverage, old_release=old.release, old_name=old.name,
                       old_page=old_page)  # fmt: skip
        known = Known()
        found = [
            *self._visible(base, laid, olds, edges, known), *self._withheld(base, laid, edges, known)
        ]  # fmt: skip
        yield from found
        if laid.agreement >= SETTLED and not is_own:
            yield replace(base, type=Type.REPOSTED, seen_in=(_named(laid.older.stream),))
        elif laid.agreement >= SETTLED:
            why = left_open(laid, edges.own(at), known, found)
            if why:
                yield replace(base, note=why)
            elif not found:
                yield replace(base, type=Type.UNCHANGED)
        elif not is_own:
            yield self._new_page(new, at)
        elif laid.coverage >= UNREADABLE:
            yield replace(base, note="the two texts differ too much to say that nothing changed")
        elif _was_there(laid):
            yield replace(base, type=Type.UNREADABLE_BEFORE,
                          note="the older text of this page cannot be compared")  # fmt: skip
        else:
            yield self._new_page(new, at)

    def _base(self, new: Stream, at: int) -> Change:
        record = new.record
        return Change(
            *(Type.UNSETTLED, record.key, record.name, record.pages[at].number),
            new_release=record.release,
        )

    def _new_page(self, new: Stream, at: int) -> Change:
        base, page = self._base(new, at), new.record.pages[at]
        where = self.copies(new.record.key, page)
        if not where:
            words = new.words[new.firsts[at] : new.firsts[at + 1]]
            where = next((_named(s) for s in self.others(words, _SAME)), "")
        if where:
            return replace(base, type=Type.REPOSTED, seen_in=(where,))
        return replace(base, type=Type.NEW_PAGE)

    def _visible(
        self, base: Change, laid: Laid, olds: Sequence[Stream], edges: Edges, known: Known
    ) -> Iterator[Change]:
        """Yield the words that the page has and its older text has not."""
        new, old = laid.new, laid.older.stream
        words = new.words[new.firsts[laid.page] : new.firsts[laid.page + 1]]
        for whole, is_weak in self._hits(laid, laid.visible, edges.visible(laid.page)):
            ties = list(laid.ties(whole))
            hit, look = looked_at(self.looker, new, whole, old, ties, both=is_weak)
            if is_weak and not self._borne_out(new, hit, look):
                continue
            texts = [*olds, *self.others(words, _COPY)]
            around, overruled = _around(new, hit), look.overrules(is_weak=is_weak)
            seen = dict.fromkeys(
                name for name, text in ((_named(one), one) for one in texts)
                if _reads(text, around, overruled if name == _named(old) else None)
            )  # fmt: skip
            if is_weak and seen:
                continue
            known.new.append((hit.first, hit.last))
            told = replace(
                self._told(base, new, hit),
                type=Type.ALREADY_PUBLIC if seen else Type.NEWLY_VISIBLE,
                seen_in=tuple(seen),
                old_areas=look.areas,
                evidence=look.evidence,
                note=_SHOWN.format(_SHOWS[look.evidence]) if is_weak else "",
            )
            if look.evidence.refutes and not seen:
                told = replace(
                    told, type=Type.ALREADY_PUBLIC, seen_in=(_named(old),), note=_DROPPED
                )
            yield told

    def _hits(
        self, laid: Laid, found: Callable[..., Iterator[Hit]], at_edges: Sequence[Hit]
    ) -> Iterator[tuple[Hit, bool]]:
        """Yield the hits of one direction, and whether a hit is weak: only a scan can prove it."""
        strict = {(hit.first, hit.last): (hit, False) for hit in found(self.vocabulary)}
        weak = found(self.vocabulary, WEAK) if laid.is_boxed else ()
        every = {(hit.first, hit.last): (hit, True) for hit in weak} | strict
        every |= {
            (one.first, one.last): (one, False) for one in at_edges
            if not any(first <= one.last and one.first <= last for first, last in every)
        }  # fmt: skip
        yield from (every[words] for words in sorted(every))

    def _borne_out(self, stream: Stream, hit: Hit, look: Look) -> bool:
        return borne_out(stream, hit.first, hit.last, look.evidence, self.vocabulary)

    def _withheld(self, base: Change, laid: Laid, edges: Edges, known: Known) -> Iterator[Change]:
        """Yield the words that are gone at a box, and count all that are gone: the decoy."""
        old, new = laid.older.stream, laid.new
        for whole, is_weak in self._hits(laid, laid.gone, edges.gone(laid.page)):
            ties = list(laid.ties(whole, back=True))
            hit, look = looked_at(self.looker, old, whole, new, ties, both=True)
            if look.evidence.refutes:
                known.old.append((hit.first, hit.last))
                continue
            if is_weak and not self._borne_out(old, hit, look):
                continue
            if _reads(new, _around(old, hit), look.overrules(is_weak=is_weak)):
                continue
            deleted = any(new.deleted.get(i) for i in range(hit.gap[0], hit.gap[1] + 1))
            if not deleted and look.evidence.proves:
                self.proven_back += 1
            elif not deleted:
                self.back[hit.position] += 1
            if deleted:
                note = "a deletion of the release"
            elif look.evidence.proves:
                note = f"the new scan shows a {look.evidence}"
            elif _bracketed(new, hit.gap):
                note = "a bracket or box in the text"
            else:
                continue
            known.old.append((hit.first, hit.last))
            told = self._told(base, old, hit)
            before, after = self._beside(new, hit.gap)
            yield replace(
                told,
                type=Type.NEWLY_WITHHELD,
                words=told.words if self.show_withheld else block("withheld"),
                context_before=before,
                context_after=after,
                old_page=_page_of(old, hit),
                old_areas=look.areas,
                evidence=look.evidence,
                note=note,
            )

    def _told(self, base: Change, stream: Stream, hit: Hit) -> Change:
        """Return words and what stands around them as the mask lets them through."""
        place = stream.place(hit.first, hit.last)
        page = stream.record.pages[place.page]
        low, high = max(0, place.start - AROUND), min(len(page.text), place.end + AROUND)
        low, high = _to_words(page.text, low, place.start, place.end, high)
        spans = ((low, place.start), (place.start, place.end), (place.end, high))
        shown = self.mask(page.text, spans)
        before, words, after = (" ".join(part.split()) for part in shown)
        return replace(
            base,
            words=words,
            context_before=before,
            context_after=after,
            position=hit.position,
            start=place.start,
            end=place.end,
            areas=_areas(page, place.start, place.end),
        )

    def _beside(self, stream: Stream, gap: tuple[int, int]) -> tuple[str, str]:
        """Return what stands around a gap on the page that has it, as the mask lets it through.

        What surrounds withheld words on the older page may be withheld now too: it is never shown.
        """
        shown = []
        for word, is_before in ((gap[0] - 1, True), (gap[1], False)):
            if not 0 <= word < len(stream):
                shown.append("")
                continue
            place = stream.place(word, word)
            text = stream.record.pages[place.page].text
            low, high = max(0, place.start - AROUND), min(len(text), place.end + AROUND)
            low, high = _to_words(text, low, place.start, place.end, high)
            span = (low, place.end) if is_before else (place.start, high)
            shown.append(" ".join(self.mask(text, [span])[0].split()))
        return shown[0], shown[1]


def _page_of(stream: Stream, hit: Hit) -> int | None:
    """Return the number of the page that words stand on; None without page marks."""
    if not stream.record.paged:
        return None
    return stream.record.pages[stream.place(hit.first, hit.last).page].number


def _named(stream: Stream) -> str:
    return f"{stream.record.release}/{stream.record.name}"


def _reads(stream: Stream, around: tuple[str, str, str], but_for: int | None) -> bool:
    """Say whether a text can be read to hold words between others, on another page than ``but_for``."""
    if not readable(*around, stream.squeezed):
        return False
    if but_for is None:
        return True
    first, end = stream.firsts[but_for : but_for + 2]
    parts = stream.words[:first], stream.words[end:]
    return readable(*around, " ".join("".join(part) for part in parts))


def _around(stream: Stream, hit: Hit) -> tuple[str, str, str]:
    """Return words and the seams on either side, run together."""
    words = stream.words
    return (
        "".join(words[hit.first : hit.last + 1]),
        "".join(words[max(0, hit.first - SEAM) : hit.first]),
        "".join(words[hit.last + 1 : hit.last + 1 + SEAM]),
    )


def _old_page(laid: Laid) -> int | None:
    """Return the number of the old page that most matched words stand on; None without page marks."""
    old = laid.older.stream
    if not old.record.paged:
        return None
    matched = [i for i, match in enumerate(laid.alignment.backward) if match >= 0]
    if not matched:
        return None
    return old.record.pages[old.page_of(laid.window.start + matched[len(matched) // 2])].number


def _was_there(laid: Laid) -> bool:
    """Say whether an older text stands where a page belongs that cannot be compared with it."""
    old, window = laid.older.stream, laid.window
    size = len(laid.alignment.forward)
    if window.end - window.start >= _ROOM * size:
        return True
    if not old.record.paged:
        return False
    before = old.page_of(window.start - 1) if window.start else -1
    after = old.page_of(window.end) if window.end < len(old) else len(old.record.pages)
    return after - before > 1  # pages on which nothing was read


def _bracketed(stream: Stream, gap: tuple[int, int]) -> bool:
    """Say whether a bracket stands in a gap of the text."""
    last = min(gap[1], len(stream) - 1)
    between = [stream.between(i) for i in range(gap[0], last + 1)]
    if 0 < gap[0] <= len(stream):
        between.append(stream.after(gap[0] - 1))  # what stands behind a page's last word
    return bool(set("".join(between)) & set("[]{}"))


def _to_words(text: str, low: int, start: int, end: int, high: int) -> tuple[int, int]:
    """Move the ends of a context inwards to white space, so that no word is cut for the mask."""
    if low:
        low = next((i for i in range(low, start) if text[i].isspace()), start)
    if high < len(text):
        high = next((i for i in range(high, end, -1) if text[i - 1].isspace()), end)
    return low, high


def _areas(page: WitnessPage, start: int, end: int) -> tuple[Area, ...]:
    if not page.words:
        return ()
    read = Page(page.number, page.width, page.height, page.text, page.words, TextSource.OCR, "", "",
                turn=page.turn)  # fmt: skip
    return read.areas(start, end)
