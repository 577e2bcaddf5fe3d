"""Words of a finding that the other page shows after all, at either end of it: left out, if that clears it.

A word beside withheld ones that scanning damaged beyond likeness makes one finding with them, and what
the scan shows of the whole is then part box and part ink: ``UNCLEAR``. Word by word it is not.

Promises: only what was unclear is looked at again, only words at the ends are left out, and only where the
scan shows those very words; the rest counts in place of the whole only if the scan hides it, so that nothing
is told that was not told, or could not be, before. Both directions are narrowed in the same way.
"""

from __future__ import annotations

from dataclasses import replace

from tearline.reading.comparing.evidence import Look, Looker, Ties
from tearline.reading.comparing.kinds import WEAK, Evidence, position
from tearline.reading.comparing.pairing import Hit
from tearline.reading.comparing.tokens import Stream


def looked_at(
    looker: Looker, mine: Stream, hit: Hit, other: Stream, ties: Ties, *, both: bool
) -> tuple[Hit, Look]:
    """Return a hit, narrowed where that makes it clear, and what was seen (``Looker.look``)."""
    look = looker.look(mine, hit, other, ties, both=both)
    if look.evidence is not Evidence.UNCLEAR:
        return hit, look

    def shown(word: int) -> bool:
        one = replace(hit, first=word, last=word)
        return looker.look(mine, one, other, ties, both=both).evidence.refutes

    first, last = hit.first, hit.last
    while first < last and shown(first):
        first += 1
    while first < last and shown(last):
        last -= 1
    if (first, last) == (hit.first, hit.last):
        return hit, look
    if all(len(word) < WEAK.lone for word in mine.words[first : last + 1]):
        return hit, look
    less = replace(hit, first=first, last=last, position=position(mine, first, last))
    found = looker.look(mine, less, other, ties, both=both)
    return (less, found) if found.evidence.hides else (hit, look)
