"""Eight words in order out of a higher portion: what a rewritten text may not hold.

Promises: words are compared folded, without regard to what stands between them, in all decoded texts;
eight words do not reach from one text into the next. Does not see a paraphrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look
from tearline_verify.shared.squeezing import folded

NAME = "overlap"
WORDS = 8
_WORD = re.compile(r"[^\W_]+|\0")
_MIXER = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text).lower())


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the texts that hold eight words in order of a text above."""
    above = [_words(text.replace("\0", " ")) for text in look.hidden.words_above]
    number: dict[str, int] = {}
    for text in above:
        for word in text:
            number.setdefault(word, len(number) + 1)
    runs = {
        tuple(number[word] for word in text[at : at + WORDS])
        for text in above
        for at in range(len(text) - WORDS + 1)
    }
    if not runs:
        return
    texts = look.edition.texts
    words = _words(texts.joined)
    # 0: a word of no text above, or the end of a text; no run goes over it.
    ids = np.array([number.get(word, 0) for word in words], np.uint64)
    places = len(ids) - WORDS + 1
    if places <= 0:
        return
    keys, whole = np.zeros(places, np.uint64), np.ones(places, bool)
    for at in range(WORDS):
        part = ids[at : at + places]
        keys = keys * np.uint64(_MIXER) + part
        whole &= part != 0
    wanted = np.array([_key(run) for run in runs], np.uint64)
    pieces = np.cumsum(np.fromiter((word == "\0" for word in words), bool, len(words)))
    told = set()
    for at in np.flatnonzero(whole & np.isin(keys, wanted)).tolist():
        piece = int(pieces[at])
        if piece not in told and tuple(int(one) for one in ids[at : at + WORDS]) in runs:
            told.add(piece)
            yield from texts.leaks(NAME, piece, f"{WORDS} words in order of a text above")


def _key(run: tuple[int, ...]) -> int:
    key = 0
    for one in run:
        key = (key * _MIXER + one) & _MASK
    return key
