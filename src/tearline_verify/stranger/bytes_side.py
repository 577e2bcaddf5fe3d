"""The probes that look at a stranger's bytes, objects and text, in the order they are run.

Promises: each is (name, function of a ``Case`` that yields leaks); ``NOT_CHECKED`` says, after they
ran, what cannot be looked at in a file of this kind. Pixels are the other half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tearline_verify.leaks import Leak
from tearline_verify.stranger import (
    attached,
    bounds,
    carve,
    extract,
    fonts,
    hiding,
    objects,
    programs,
    revisions,
)
from tearline_verify.stranger.case import Case

PROBES: tuple[tuple[str, Callable[[Case], Iterator[Leak]]], ...] = (
    (carve.NAME, carve.look),
    (objects.NAME, objects.look),
    (attached.NAME, attached.look),
    (extract.NAME, extract.look),
    (revisions.NAME, revisions.look),
    (fonts.NAME, fonts.look),
    (hiding.NAME, hiding.look),
)


def NOT_CHECKED() -> tuple[str, ...]:  # noqa: N802 - one of the pair of names a half exports
    """Return, in words, what these probes cannot look at in the file looked at last."""
    return (
        *bounds.noted(),
        *programs.missing(),
        "Data encrypted with a password, and codes other than those PDF and the web use.",
    )
