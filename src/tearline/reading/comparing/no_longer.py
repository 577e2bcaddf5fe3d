"""What older releases had of a record and the new one has not: pages that are missing, records closed again.

Promises: a page is missing only where all files of its record number together have fewer pages than those of
the latest older release, and nothing of it is left in any of them. A record is closed again where the new
release names it without a page and says why (held, pending, withheld in full), and the latest older text
of it had pages.
Does not promise that what is missing was withdrawn: no release says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tearline.model.edition import Status
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.kinds import UNREADABLE, Type
from tearline.reading.comparing.pairing import Older, lay
from tearline.reading.comparing.tokens import Stream
from tearline.reading.witnesses.witness import WitnessRecord

_GONE = 0.1  # share of an old page's words found anywhere, up to which it is gone
_ENOUGH = 20  # words of an old page that can be called gone
_CLOSED = (Status.HELD, Status.PENDING, Status.WITHHELD_IN_FULL)


def closed_again(new: WitnessRecord, olds: Sequence[Stream]) -> Change | None:
    """Return that a record without pages had some, where the release says what became of it; or None.

    ``olds`` are its older texts, the latest first.
    """
    if new.pages or new.problems or new.status not in set(map(str, _CLOSED)):
        return None
    if not olds or not olds[0].record.pages:
        return None
    before = olds[0].record
    return Change(
        *(Type.CLOSED_AGAIN, new.key, new.name),
        old_release=before.release, old_name=before.name, new_release=new.release, note=new.status,
    )  # fmt: skip


def missing(news: Sequence[Stream], olds: Sequence[Stream]) -> Iterator[Change]:
    """Yield the pages of the latest older release of which nothing is left in any file of the new one.

    ``news`` and ``olds`` are all files of one record number, the latest older ones first.
    """
    before = [old for old in olds if old.record.release == olds[0].record.release]
    if not before or not all(one.record.paged and one.record.pages for one in (*news, *before)):
        return
    if _pages(before) <= _pages(news):
        return
    for old in before:
        found = {at for new in news for at in _found(new, old)}
        for page, first, end in zip(old.record.pages, old.firsts, old.firsts[1:], strict=False):
            kept = sum(at in found for at in range(first, end))
            if end - first >= _ENOUGH and kept <= _GONE * (end - first):
                yield Change(
                    *(Type.MISSING_PAGE, news[0].record.key, news[0].record.name),
                    old_release=old.record.release, old_name=old.record.name,
                    old_page=page.number, new_release=news[0].record.release,
                    note="nothing of this page is left; no release says why",
                )  # fmt: skip


def _pages(streams: Sequence[Stream]) -> int:
    return sum(len(one.record.pages) for one in streams)


def _found(new: Stream, old: Stream) -> Iterator[int]:
    """Yield the words of an older text that have a match on any page of a new one."""
    for laid in lay(new, [Older(old, new)]):
        if laid is None or not (laid.window.ties or laid.coverage >= UNREADABLE):
            continue  # what matches there matches by chance
        yield from (
            laid.window.start + i for i, at in enumerate(laid.alignment.backward) if at >= 0
        )
