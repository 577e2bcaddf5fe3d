"""Hidden values, names, ids and canaries, in every text of the edition, however it is written.

Promises: told by kind and length alone; in each file that holds it. Does not find a value that was
put in other words (see ``overlap``), or drawn as a picture.
"""

from __future__ import annotations

from collections.abc import Iterator

from tearline_verify.shared.leak import COULD_NOT, Leak
from tearline_verify.shared.look import Look

NAME, CANARIES = "hidden values", "canaries"


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the hidden ids, texts and names that stand in the edition."""
    if look.edition.texts.decoded.cut:
        what = f"{COULD_NOT}: more is written in codes, or deeper, than is decoded"
        yield Leak(NAME, "(the edition)", what)
    for kind, words, piece in look.hits:
        if kind != CANARIES:
            yield from look.edition.texts.leaks(NAME, piece, words)


def canaries(look: Look) -> Iterator[Leak]:
    """Yield the canaries that stand in the edition."""
    for kind, words, piece in look.hits:
        if kind == CANARIES:
            yield from look.edition.texts.leaks(CANARIES, piece, words)
