"""Lists of what was agreed or ordered: a line that ends with a colon, and the items below it.

Promises: an item is one only behind a line that binds ("agreed on the following points:", "the sides must:"),
with a mark or a number before it; who is bound is the item's own subject, else that of the line over it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.findings.commitments.binding import WILL, lemma_of, lexicon
from tearline.findings.statements import sources
from tearline.findings.statements.reading import Passage
from tearline.model.commitment import Ground
from tearline.model.statement import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_MARK = re.compile(r"\s*(?:[•‣▪◦*·–—-]|\(?(?:\d{1,2}|[a-z])[.)])\s+")
_VERBS = {"VB", "VBP", "VBZ", "VBD", "VBN"}


@dataclass(frozen=True, slots=True)
class Head:
    """The line over a list: the word that binds, its ground, and who is bound (None: nobody named)."""

    cue: str
    ground: Ground
    who: Span | None


def head_of(passage: Passage) -> Head | None:
    """Return a paragraph as the line over a list, None where it is none."""
    if not passage.doc.text.rstrip().endswith(":"):
        return None
    sentence = list(passage.doc.sents)[-1]
    terms = {one.lemma_.lower() for one in sentence} & lexicon().agreed
    for token in sentence:
        lemma = lemma_of(token, lexicon().verbs)
        verb = lexicon().verbs.get(lemma) if token.pos_ == "VERB" else None
        modal = token.tag_ == "MD" and token.lower_ in WILL
        if verb is None and not modal:
            continue
        ground = verb.ground if verb else Ground.AGREEMENT if terms else Ground.ORDER
        subject = sources.subject(token if verb else token.head)
        own = passage.on_page(sources.phrase(subject)) if subject is not None else None
        return Head(token.text, ground, own)
    return None


def is_item(passage: Passage) -> bool:
    """Say whether a paragraph has the mark or the number of an item of a list."""
    return _MARK.match(passage.doc.text) is not None


def item_of(doc: Doc) -> tuple[Token, Token | None] | None:
    """Return what an item says is to be done, and the subject it names; None where it names no act."""
    found = _MARK.match(doc.text)
    start = found.end() if found else 0
    for token in doc:
        if (
            token.idx < start
            or token.tag_ not in _VERBS
            or token.dep_ in {"amod", "relcl", "advcl"}
        ):
            continue
        if token.pos_ == "AUX" and token.dep_ in {"aux", "auxpass"}:
            continue
        before = [one for one in doc if start <= one.idx < token.idx]
        helped = any(one.dep_ == "aux" for one in token.children)
        subject = next((c for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if subject is None and helped:  # "The ministers to meet in June"
            subject = next(
                (
                    one
                    for one in before
                    if one.head.i in {one.i, token.i} and one.pos_ in {"NOUN", "PROPN"}
                ),
                None,
            )
        return token, subject
    return None
