"""Redact and verify on the real scans, without any reading: one area burnt on each of the first pages.

Timed, in this process, as CPU seconds: the view of a page that was read before (its picture decoded,
the area burnt, the words sorted, the bitmap encoded), the PDF written, and the verifier of our own form
(grammar, second parser, pixels of the burnt place, one rendering of each page by pdfium). Left out is
every OCR: the first reading of a page, the reading of the burnt bitmap (the view is given the words
of the first reading instead, which a release must not do) and the verifier's reading. They are most of
what a redaction costs: their time is told beside the figures.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from measuring import Report, needed

NAME = "scans"
PAGES = 4  # of each file
CODES = ("(b)(6)",)
PAGES_A_SECOND = 3.0


def measure(report: Report, real: Path, base: Path) -> None:
    """Time the first pages of every scan; NotHereError where there are none."""
    from tearline.model.record import MediaType  # noqa: PLC0415 - not where only help is asked
    from tearline.records import reader  # noqa: PLC0415

    spent = {"reading, left out": 0.0, "view": 0.0, "write": 0.0, "verify": 0.0}
    pages = findings = 0
    for path in sorted(needed(real / "scans", "the real scans").rglob("*.pdf")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        survey = reader.survey(reader.SurveyJob(str(path), digest, path.name))
        numbers = range(1, min(len(survey.sizes), PAGES) + 1)
        began = time.process_time()
        read = [
            reader.read(reader.ReadJob(str(path), digest, MediaType.PDF, number, path.name))
            for number in numbers
        ]
        spent["reading, left out"] += time.process_time() - began
        found, steps = _redacted(path, digest, read, base / "scan.pdf")
        for name, seconds in steps.items():
            spent[name] += seconds
        findings += found
        pages += len(read)
    timed = spent["view"] + spent["write"] + spent["verify"]
    report.figure("scans: pages", pages)
    for name, seconds in spent.items():
        report.figure(f"scans: {name}, CPU a page", seconds / pages, "s")
    report.figure("scans: findings of the verifier", findings, at_most=0)
    report.figure(
        "scans: redacted and verified, no OCR", pages / timed, "pages/s", at_least=PAGES_A_SECOND
    )


def _redacted(
    path: Path, digest: str, read: list[Any], target: Path
) -> tuple[int, dict[str, float]]:
    """Redact pages that were read; return the verifier's findings and what each step took."""
    from tearline.editions import view as views  # noqa: PLC0415
    from tearline.editions.pdf import write_pdf  # noqa: PLC0415
    from tearline.editions.withheld import Withheld  # noqa: PLC0415
    from tearline.model.record import MediaType  # noqa: PLC0415
    from tearline_verify import against, single  # noqa: PLC0415
    from tearline_verify.setting import Setting  # noqa: PLC0415

    areas = [_area(page) for page in read]
    marks = [time.process_time()]
    made = []
    with _unread():
        for page, area in zip(read, areas, strict=True):
            withheld = (Withheld((area,), None, None, CODES),)
            job = views.ViewJob(str(path), digest, MediaType.PDF, page, withheld)
            made += views.view(job)
        marks.append(time.process_time())
        write_pdf(
            [replace(view, number=number) for number, view in enumerate(made, 1)], "scan", target
        )
        marks.append(time.process_time())
        base = {"type": "withheld", "record": "", "acknowledged": True, "terms": []}
        lines = against.read(
            json.dumps(
                {**base, "page": number, "areas": [area.as_list()], "codes": CODES, "scope": "page"}
            )
            for number, area in enumerate(areas, 1)
        )
        verdict = single.verify(Setting(str(target), lines))
        marks.append(time.process_time())
    steps = [after - before for before, after in pairwise(marks)]
    return len(verdict.leaks), dict(zip(("view", "write", "verify"), steps, strict=True))


def _area(page: Any) -> Any:
    """Return a place as large as a name, in the middle of a page, on a word where one is near."""
    from tearline.model.area import Area  # noqa: PLC0415

    middle = (page.width // 2, page.height // 2)
    boxes = [word.area for word in page.words if word.area is not None]
    if not boxes:
        return Area(middle[0], middle[1], middle[0] + 9000, middle[1] + 1400)
    return min(
        boxes,
        key=lambda a: abs(a.left + a.right - 2 * middle[0]) + abs(a.top + a.bottom - 2 * middle[1]),
    )


@contextmanager
def _unread() -> Iterator[None]:
    """Give the view a page's own words for those of the burnt bitmap, and the verifier none."""
    from tearline.editions import view as views  # noqa: PLC0415
    from tearline.records.ocr import Reading  # noqa: PLC0415
    from tearline_verify.probes import readagain  # noqa: PLC0415

    def known(_: Any, page: Any, __: Any) -> Reading:
        read = tuple(word for word in page.words if word.confidence is not None)
        return Reading(page.text, read, page.confidence, page.turn)

    before = (views._read_again, readagain.read_into)  # noqa: SLF001 - what is left out, and told
    views._read_again, readagain.read_into = known, lambda *_: iter(())  # noqa: SLF001
    try:
        yield
    finally:
        views._read_again, readagain.read_into = before  # noqa: SLF001
