"""Same and similar pages at the size of a whole archive: what it costs, and what of the truth it finds.

python benchmarks/near_duplicates.py [--pages N] [--real DIR] [--out FILE] [--keep DIR] [--asked N]

The pages are made of the shared texts. 79 in 100 keep three words in ten of a real page and draw the others
from all words as often as these stand, so that pages of one origin are unlike (their likeness is still
above that of two real pages, and their vocabulary is that of the shared texts, which is too small: both make
buckets larger than real ones). 15 in 100 are another page of the last 5,000 read again, a letter wrong in
5, 15 or 30 words of 100; 2 are the same letters otherwise spaced; 4 are sheets of one of 25 forms, seven
words in 100 filled in. CPU seconds are those of this process without the making of pages.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from measuring import Report, arguments, folder, needed, start
from parts import Parts, Told, peak_mb
from tearline.reading.alike.duplicates import Groups, PageText, Where, groups
from tearline.reading.alike.earlier import OldPages

PAGES, ASKED, WORDS = 350_000, 500, 350
DAMAGE = (0.05, 0.15, 0.30)
FORMS, FILLED = 25, 0.07
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_HEADING = re.compile(r"^## Page \d+\s*$", re.MULTILINE)


def shared_pages(folder: Path) -> list[str]:
    """Return the pages of the shared texts; texts without page marks in pieces of ``WORDS`` words."""
    found: list[str] = []
    for year in ("2018", "2022", "2023", "2025"):
        for path in sorted((folder / year).glob("*.md")):
            text = path.read_text("utf-8", "replace")
            parts = _HEADING.split(text)[1:]
            if not parts:
                words = text.split()
                parts = [" ".join(words[at : at + WORDS]) for at in range(0, len(words), WORDS)]
            found += [part for part in parts if len(part.split()) > 20]
    return found


class Made:
    """Pages made on demand, always the same; ``truth`` fills as they are read."""

    def __init__(self, real: list[str], count: int) -> None:
        """Take the real pages and how many are to be made."""
        self.count = count
        words = [page.split() for page in real]
        self.vocabulary = np.array(sorted({word for page in words for word in page}), object)
        ids = {word: number for number, word in enumerate(self.vocabulary.tolist())}
        self.real = [np.array([ids[word] for word in page]) for page in words]
        self.all = np.concatenate(self.real)
        self.seconds = 0.0
        self.twins: dict[Where, tuple[Where, float]] = {}
        self.copies: dict[Where, Where] = {}
        self.forms: dict[int, list[Where]] = defaultdict(list)

    def __iter__(self) -> Iterator[PageText]:
        """Yield the pages, counting the seconds their making takes."""
        flow = self._pages()
        while True:
            since = time.process_time()
            page = next(flow, None)
            self.seconds += time.process_time() - since
            if page is None:
                return
            yield page

    def _pages(self) -> Iterator[PageText]:
        rng, some = random.Random(5), np.random.default_rng(5)
        forms = [self._words(some, 0.0, n * 37) for n in range(FORMS)]
        last: list[PageText] = []
        for number in range(self.count):
            where = Where(f"{2018 + number % 4}", f"record-{number // 7:06d}", number % 7 + 1)
            share = rng.random()
            if share < 0.79 or not last:
                text = " ".join(self.vocabulary[self._words(some, 0.7, number)])
            elif share < 0.94:
                other, damage = rng.choice(last), rng.choice(DAMAGE)
                text = " ".join(_damaged(rng, word, damage) for word in other.text.split())
                self.twins[where] = (other.where, damage)
            elif share < 0.96:
                other = rng.choice(last)
                text = other.text.replace(" ", "\n").upper()
                self.copies[where] = other.where
            else:
                form = rng.randrange(FORMS)
                filled = forms[form].copy()
                at = some.random(len(filled)) < FILLED
                filled[at] = some.choice(self.all, at.sum())
                text = " ".join(self.vocabulary[filled])
                self.forms[form].append(where)
            page = PageText(where, text)
            if share < 0.79 or not last:
                # Only pages of their own are read again: the truth stays one of pairs.
                if len(last) < 5000:
                    last.append(page)
                else:
                    last[rng.randrange(5000)] = page
            yield page

    def _words(self, some: np.random.Generator, drawn: float, number: int) -> np.ndarray:
        own = self.real[number % len(self.real)].copy()
        at = some.random(len(own)) < drawn
        own[at] = some.choice(self.all, at.sum())
        return own


def _damaged(rng: random.Random, word: str, share: float) -> str:
    if rng.random() >= share:
        return word
    at = rng.randrange(len(word))
    return word[:at] + rng.choice(ALPHABET) + word[at + 1 :]


def judge(report: Told, made: Made, found: Groups) -> None:
    """Hold what was found to what was planted."""
    speaks = {place: group[0] for group in found.exact for place in group}
    pairs = {frozenset(pair[:2]) for pair in found.pairs}
    good = sum(speaks.get(a) is not None and speaks.get(a) == speaks.get(b)
               for a, b in made.copies.items())  # fmt: skip
    report.figure("copies otherwise spaced, found exact", good / max(1, len(made.copies)),
                  f"of {len(made.copies)}", at_least=1.0)  # fmt: skip
    hit: Counter[float] = Counter()
    for one, (other, damage) in made.twins.items():
        ends = frozenset((speaks.get(one, one), speaks.get(other, other)))
        hit[damage] += ends in pairs or len(ends) == 1
    for damage in DAMAGE:
        whole = sum(level == damage for _, level in made.twins.values())
        report.figure(f"twins with a letter wrong in {damage:.0%} of words, found",
                      hit[damage] / max(1, whole), f"of {whole}")  # fmt: skip
    group = {place: number for number, one in enumerate(found.templates) for place in one.pages}
    sheets = sum(map(len, made.forms.values()))
    in_groups = sum(place in group for places in made.forms.values() for place in places)
    report.figure("sheets of forms, in a template", in_groups / max(1, sheets), f"of {sheets}")
    report.figure("templates", len(found.templates), f"for {FORMS}")
    of_form = {place: form for form, places in made.forms.items() for place in places}
    truth = {frozenset((speaks.get(a, a), speaks.get(b[0], b[0]))) for a, b in made.twins.items()}
    origin = {speaks.get(a, a): speaks.get(b[0], b[0]) for a, b in made.twins.items()}
    false = sum(
        pair not in truth
        and len({origin.get(place, place) for place in pair}) > 1
        and len({of_form.get(place, place) for place in pair}) > 1
        for pair in pairs
    )
    report.figure("pairs listed", len(found.pairs))
    report.figure("pairs of two sheets of one form among them",
                  sum(len({of_form.get(place, place) for place in pair}) == 1 for pair in pairs))  # fmt: skip
    report.figure("pairs nobody planted", false)


def earlier(report: Told, made: Made, asked: int) -> None:
    """Index the pages, then ask where twins of them were published."""
    before = made.seconds
    since = time.process_time()
    old = OldPages.build(made)
    cpu = time.process_time() - since - (made.seconds - before)
    report.figure("index of older pages", cpu, "CPU-s")
    report.figure("peak memory so far", peak_mb(), "MB", at_most=1500)
    rng = random.Random(7)
    pages = {page.where: page.text for page in Made(made_real(made), min(made.count, 20_000))}
    places = rng.sample(sorted(pages), min(asked, len(pages)))
    since = time.process_time()
    again = [old.same_as(" ".join(_damaged(rng, w, 0.4) for w in pages[p].split())) for p in places]
    report.figure("one page asked", (time.process_time() - since) / len(places) * 1000, "CPU-ms")
    report.figure("pages with 40 % of words damaged, found",
                  sum(one is not None for one in again) / len(places), f"of {len(places)}")  # fmt: skip


def made_real(made: Made) -> list[str]:
    """Return the real pages again, as text."""
    return [" ".join(made.vocabulary[page]) for page in made.real]


def grouped(report: Told, made: Made) -> None:
    """Find all groups, and hold them to what was planted."""
    before, since = made.seconds, time.process_time()
    found = groups(made)
    cpu = time.process_time() - since - (made.seconds - before)
    report.figure("exact, near and templates", cpu, "CPU-s",
                  at_most=120 * made.count / PAGES)  # fmt: skip
    report.figure("a page", cpu / made.count * 1000, "CPU-ms")
    report.figure("peak memory", peak_mb(), "MB", at_most=1500)
    judge(report, made, found)


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--pages", type=int, default=PAGES, help="pages to make")
    parser.add_argument("--asked", type=int, default=ASKED, help="pages to ask for; 0: none")
    asked = parser.parse_args(argv)
    texts = needed(asked.real / "jfk-text", "the folder of shared texts")
    report = Report("near duplicates", asked.out)
    made = Made(shared_pages(texts), asked.pages)
    report.figure("pages", asked.pages, f"of {len(made.real)} of the shared texts")
    report.figure("memory before", peak_mb(), "MB")
    with folder(asked.keep) as base:
        parts = Parts(report, base, __file__, texts, asked.pages, asked.asked)
        parts.part("same and similar", lambda told: grouped(told, made))
        if asked.asked:
            parts.part("earlier", lambda told: earlier(told, made, asked.asked))
    return report.missed


if __name__ == "__main__":
    start(main)
