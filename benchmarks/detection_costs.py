"""What detection costs: characters a second by CPU time, and input that would like to cost more.

Promises: CPU time of this process (``process_time``), rules and names apart; names are timed once
for each distinct page. A megabyte of digits and dashes is timed at two sizes, so that a detector that
is not linear shows. Nothing of a real text is kept or printed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from damage.pages import Made
from measuring import Report
from tearline.errors import TearlineError
from tearline.findings import detector
from tearline.findings.detector import Settings
from tearline.model.page import Page, TextSource
from tearline.model.people import UserPattern

EVERYTHING = Settings()
RULES_SPEED = 300_000  # characters a second
LINEAR = 6.0  # four times the text may take so many times as long


def told_apart() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the detectors that are rules, and of those that read names."""
    reads = [
        (d.name, any(kind.split(".")[0] == "name" for kind in d.kinds))
        for d in detector.detectors(EVERYTHING)
    ]
    return tuple(n for n, names in reads if not names), tuple(n for n, names in reads if names)


def say_speed(report: Report, made: Sequence[Made], cpu: dict[str, float], real: Path) -> None:
    """Print characters a second: rules on made-up pages and on real text, names once a page."""
    texts = {page.text: page for one in made for page in one.pages}
    size = sum(len(page.text) for one in made for page in one.pages)
    report.figure(
        "rules, made-up pages (dense)", size / cpu["rules"], "chars/s", at_least=RULES_SPEED
    )
    rules, names = told_apart()
    folder = real / "jfk-text" / "2025"
    if folder.is_dir():
        pages, taken = [], 0
        for path in sorted(folder.rglob("*.md"))[::40]:
            for text in path.read_text("utf-8", errors="replace").split("\n## Page ")[:60]:
                pages.append(_plain(text))
                taken += len(text)
            if taken > 1_500_000:
                break
        report.figure("rules, real text", taken / _timed(pages, Settings(detectors=rules)), "chars/s",
                      at_least=RULES_SPEED)  # fmt: skip
    if names:
        report.figure(
            "names, once per distinct page",
            sum(map(len, texts)) / max(cpu["all"] - cpu["rules"], 1e-9),
            "chars/s",
        )


def _plain(text: str) -> Page:
    return Page(1, 0, 0, text, (), TextSource.PLAIN, "made", "1")


def _timed(pages: Sequence[Page], settings: Settings) -> float:
    """Return the CPU seconds that finding takes on single pages."""
    begin = time.process_time()
    for page in pages:
        detector.find([page], settings)
    return time.process_time() - begin


def say_bad_input(report: Report, seed: int) -> None:
    """Time a megabyte of digits and dashes at two sizes, patterns that backtrack, and long lists."""
    random = Random(seed)
    rules = Settings(detectors=told_apart()[0])
    text = "".join(random.choices("0123456789-", k=1_000_000))
    small, large = _timed([_plain(text[:250_000])], rules), _timed([_plain(text)], rules)
    report.figure("1 MB of digits and dashes", large, "CPU-s")
    report.figure("four times as much takes", large / small, "times", at_most=LINEAR)
    for what, pattern in (
        ("nested repeats", "(a+)+$"),
        ("alternatives", "(a|aa)+b"),
        ("an answer to itself", r"(a)\1"),
    ):
        wanted = Settings(patterns=(UserPattern("pattern.try", pattern),))
        try:
            report.figure(
                f"a pattern with {what}, 1 MB", _timed([_plain("a" * 1_000_000)], wanted), "CPU-s"
            )
        except TearlineError as refused:
            report.say(f"a pattern with {what}: refused ({refused})")
    terms = tuple(
        f"{random.randrange(16**9):x} {random.randrange(16**5):x}" for _ in range(100_000)
    )
    page = _plain(" ".join(terms[:2000]))
    report.figure("100,000 terms: building", _timed([_plain("")], Settings(terms=terms)), "CPU-s")
    report.figure(
        "100,000 terms: a page of 34,000 characters", _timed([page], Settings(terms=terms)), "CPU-s"
    )
    try:
        _timed([page], Settings(terms=("", "  ", "one")))
        report.say("a list with blank lines: taken")
    except TearlineError as refused:
        report.say(f"a list with blank lines: refused ({refused})")
    for what, odd in (
        ("an empty page", ""),
        ("right-to-left text", "שלום עולם " * 500),
        ("5 MB of text", "the quick brown fox " * 250_000),
    ):
        report.figure(what, _timed([_plain(odd)], rules), "CPU-s")
