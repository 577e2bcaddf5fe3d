"""Releases held in memory, and texts made of words that are nowhere like each other; loaded by path."""

import random
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

from tearline.findings.names.census import census
from tearline.reading.comparing.changes import compare
from tearline.reading.witnesses.witness import WitnessPage, WitnessRecord


class Texts:
    """A release: name -> list of page texts, or one text for a record without page marks."""

    def __init__(self, label, records, engine="", statuses=None):
        self.label, self.engine, self._records = label, engine, records
        self._statuses = statuses or {}

    def records(self):
        yield from sorted(self._records)

    def key(self, name):
        return name.split("_")[0]

    def read(self, name):
        pages = self._records[name]
        paged = not isinstance(pages, str)
        rows = [pages] if isinstance(pages, str) else pages
        made = tuple(
            page if isinstance(page, WitnessPage) else WitnessPage(number, page)
            for number, page in enumerate(rows, 1)
        )
        status = self._statuses.get(name, "")
        return WitnessRecord(
            *(name, self.key(name), self.label, self.engine, paged, made), status=status
        )

    def image(self, name, page):
        return None


def show(text, spans):
    """Let everything through."""
    return [text[start:end] for start, end in spans]


def compared(old, new, **how):
    """Return the changes and the summary; ``old`` and ``new`` are records, or lists of releases."""
    olds = old if isinstance(old, list) else [Texts("2001", old)]
    rows = list(compare(olds, [Texts("2002", new)], **{"mask": show, **how}))
    return rows[:-1], rows[-1]


@cache
def dictionary():
    """Return 400 words of the list, of five letters and more, no two of them alike."""
    ranked = sorted(census().words.items(), key=lambda item: item[1])
    kept = []
    for word, rank in ranked:
        if rank <= 400 or len(word) < 5:
            continue
        if (
            not kept
            or max(process.cdist([word], kept, scorer=Indel.normalized_similarity)[0]) < 0.6
        ):
            kept.append(word)
        if len(kept) == 400:
            return kept
    return kept


def lines_of(rng, lines=22, words=9):
    """Return a page as lines of words, none twice: of two equal neighbours one is as good as gone."""
    drawn = rng.sample(dictionary(), lines * words)
    return [drawn[at : at + words] for at in range(0, len(drawn), words)]


def joined(lines):
    return "\n".join(" ".join(line) for line in lines) + "\n"


def damaged(rng, word):
    """Return a word as a poor scan has it: a letter wrong, cut in two, or a stray sign."""
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        [
            word[:at] + rng.choice("aeocltiI1") + word[at + 1 :],
            word[:at] + " " + word[at:],
            word + rng.choice([".", " .", "'", ","]),
        ]
    )


def noised(rng, lines, share=0.08, spare=()):
    """Return lines with some words damaged, never two in a row; ``spare`` (line, word) stay."""
    made, last = [], False
    for row, line in enumerate(lines):
        out = []
        for at, word in enumerate(line):
            hit = rng.random() < share and not last and (row, at) not in spare
            out.append(damaged(rng, word) if hit else word)
            last = hit
        made.append(out)
    return made


def rng_of(seed):
    return random.Random(seed)
