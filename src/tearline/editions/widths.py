"""How many bits each deletion of a released page gives away by its width, measured on the output alone.

Promises: one measure a deletion, in numbers only: against a public list of names (the 1990 census
surnames), and how many of the desk's short lists have exactly one name that would fit. It looks at what
readers get: the decoded bitmap, the visible words, the deletions. No name, and no list of names that
would fit, is in a result, a repr or an error. Text that was set anew comes out at 0 because its boxes
are of one width on a grid, which is looked at, not taken for granted.

Does not measure what context, grammar or the number of lines tell. What hides no name of the list is
measured as a name in its place would be (``hypothetical``). The figure is a bound for someone who has
the right type: a scan's lean and blots only make it harder.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tearline.editions.widths_bounds import Bound, bound, height
from tearline.editions.widths_ink import Ruled
from tearline.editions.widths_lines import Lines
from tearline.editions.widths_names import (
    SHORT,
    NameLists,
    PublicList,
    ShortList,
    against_public,
    fitting,
    surnames,
)
from tearline.editions.widths_type import Type
from tearline.model.area import Area
from tearline.model.edition import PageView
from tearline.model.guide import WidthPolicy

__all__ = ["VERSION", "Measured", "NameLists", "PublicList", "ShortList", "measure", "surnames"]

VERSION = "2"  # part of every cache key: raise it when the same page measures otherwise


@dataclass(frozen=True, slots=True)
class Measured:
    """What one deletion's width tells: ``bits`` of the ``of`` bits that name the public list's names.

    ``hypothetical``: no name of the list fits, so the bits are the mean that such a box would give.
    ``guess`` is the chance (0-1) that the commonest name that fits is the right one. ``split`` counts
    the short lists of which exactly one person fits and another one does not; ``share`` is the
    smallest part (0-1) of a short list that fits, of those of which anyone does; None: there is none.
    """

    page: int
    area: Area
    policy: WidthPolicy
    bits: float
    of: float
    hypothetical: bool
    guess: float
    split: int
    share: float | None


def measure(view: PageView, lists: NameLists) -> tuple[Measured, ...]:
    """Return what each deletion of a view tells, in the order of its deletions.

    ValueError: the public list is empty.
    """
    if not lists.public.names:
        raise ValueError("the public list of names is empty: no bits can be counted against it")
    if not view.deletions:
        return ()
    page = Ruled(view)
    seen = Lines(page, height(page, view))
    found = []
    for deletion in view.deletions:
        line = seen.line(page.box(deletion))
        kind, upper = line.kind, line.capitals
        limits = _advances(bound(page, view, deletion, line), kind)
        fits = against_public(lists, kind.metric, *limits, upper=upper)
        split, share = _short(lists, kind, limits, upper=upper)
        found.append(
            Measured(
                page=deletion.page,
                area=deletion.area,
                policy=deletion.policy,
                bits=round(fits.bits, 4),
                of=round(math.log2(len(lists.public.names)), 4),
                hypothetical=fits.hypothetical,
                guess=round(fits.guess, 4),
                split=split,
                share=None if share is None else round(share, 4),
            )
        )
    return tuple(found)


Limits = tuple[float | None, float | None]


def _advances(columns: Bound, kind: Type) -> Limits:
    """Return a bound of pixels as one of 1/1000 em."""
    low = None if columns.low is None else columns.low / kind.scale
    return (low, None if columns.high is None else columns.high / kind.scale)


def _short(
    lists: NameLists, kind: Type, limits: Limits, *, upper: bool
) -> tuple[int, float | None]:
    """Return how many short lists have exactly one person that fits, and the smallest part that does."""
    split, shares = 0, []
    for short in lists.short:
        count = fitting(short, kind.metric, *limits, upper=upper)
        if count:
            shares.append(count / len(short.people))
        if count == 1 and 1 < len(short.people) <= SHORT:
            split += 1
    return split, min(shares, default=None)
