"""Paragraphs parsed by spaCy's small English model: its words, what each depends on, its sentences.

Promises: each paragraph is parsed alone, so that no sentence and no clause ever runs over a paragraph's
end; a paragraph too long for a parse is parsed in pieces that end where a sentence does. Quotation marks
are straight ones in what is parsed, so that their shape is nothing; a character that a parse would
stumble over is a space in what is parsed, one for one, so that every place stays what it was.

Does not promise a right parse: what is read from it carries its tier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from tearline.findings import language

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL_SHA256 = "af716dea1e3bd01c1ff3ca6f0126061aa232b2e11e9ade4a2f0a14934bb4af19"
LONGEST = 10_000  # code points that are parsed at once
_ODD = re.compile(r"[^\S ]|[\u200b-\u200f\u202a-\u202e\u2060\u00ad\ufeff]")
_STRAIGHT = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚`", "'"))
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[“\"A-Z])")


@lru_cache(maxsize=1)
def _model() -> Language:
    return language.loaded(language.EVERY_PART, MODEL_SHA256)


def ready() -> None:
    """Raise ProgramMissingError where no model is installed, before any work is begun."""
    if language.folder() is None:
        raise language.missing()


def parsed(text: str, paragraphs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, Doc]]:
    """Parse the paragraphs of a page, given as spans of its text; each comes with the place it begins at.

    ProgramMissingError: the model is not installed.
    """
    pieces = [piece for span in paragraphs for piece in _pieces(text, *span)]
    plain = (_ODD.sub(" ", text[start:end]).translate(_STRAIGHT) for start, end in pieces)
    docs = _model().pipe(plain, batch_size=32)
    for (start, _), doc in zip(pieces, docs, strict=True):
        yield start, doc


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is too long at the end of a sentence, else at a space, else where it must be."""
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        ends = [match.end() for match in _SENTENCE.finditer(window)]
        cut = ends[-1] if ends else window.rfind(" ") + 1 or LONGEST
        yield start, start + cut
        start += cut
    if text[start:end].strip():
        yield start, end
