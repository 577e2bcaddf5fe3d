"""The clock of a commitment in the register: when it is up, and how many days are left, by what it holds.

Promises: it runs only where the register holds a day; it says what it follows from, and how the days are
counted; it says nothing of whether anything was kept, and no share of anything is computed.
"""

from __future__ import annotations

from datetime import date

from tearline.decisions.register import Item
from tearline.findings.commitments.terms import length_of
from tearline.model.commitment import Clock
from tearline.model.register import Kind, interval

COUNTED = "the first day counted"


def clock_of(item: Item, today: date) -> Clock | None:
    """Return an item's clock; None where it is no commitment or holds no day to count from."""
    if item.body.kind != Kind.COMMITMENT:
        return None
    held = {one.name: one.value for one in item.body.particulars}
    if "end" in held:
        ends = interval(held["end"])[1]
        return Clock(ends, (ends - today).days, "its end, as it was entered")
    length = length_of(held.get("duration", ""))
    if length is None or "start" not in held:
        return None
    ends_on = length.after(interval(held["start"])[0])
    if ends_on is None:
        return None
    counted = held.get("counting", COUNTED)
    basis = f"{length.count} {length.unit}s from its start, {counted}"
    return Clock(ends_on, (ends_on - today).days, basis)
