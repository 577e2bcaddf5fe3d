"""The checks of an edition, one module each, by the name that a leak is told with.

Promises: ``CHECKS`` holds every one; each takes a ``Look`` and yields leaks. A check knows nothing of
the others. Does not read files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tearline_verify.shared.checks import (
    audiences,
    carried,
    ends,
    ids,
    marks,
    origins,
    overlap,
    places,
    references,
    serials,
    times,
    values,
    versions,
    vocabulary,
)
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

Check = Callable[[Look], Iterator[Leak]]
CHECKS: dict[str, Check] = {
    ids.NAME: ids.leaks,
    references.NAME: references.leaks,
    values.NAME: values.leaks,
    values.CANARIES: values.canaries,
    marks.NAME: marks.leaks,
    ends.NAME: ends.leaks,
    serials.NAME: serials.leaks,
    times.NAME: times.leaks,
    versions.NAME: versions.leaks,
    audiences.NAME: audiences.leaks,
    origins.NAME: origins.leaks,
    carried.NAME: carried.leaks,
    places.NAME: places.leaks,
    vocabulary.NAME: vocabulary.leaks,
    overlap.NAME: overlap.leaks,
}
