"""Redact and verify on the real scans: one area burnt on each of the first pages, step by step.

Each page goes through the very calls of `tearline redact` with an area and no terms, in this process:
read, viewed (decoded, burnt, encoded, read again), written, verified. Each step is timed in CPU seconds,
and the part of it that OCR takes (everything between a bitmap and its words, despeckling and shrinking
included) apart. ``without OCR`` is what is left: what the issue promises of it is the figure with a
target; with the OCR is told beside it. Starting the programs is not in it. No text is printed or kept.

python benchmarks/redaction_scans.py [--sample N] [--only FOLDER/FILE ...] [--keep DIR] [--json] [--real DIR]
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from measuring import folder, needed, start
from resuming import Row, Rows, chosen, options, reporting

PAGES = 4  # of each file
CODES = ("(b)(6)",)
PAGES_A_SECOND = 3.0
STEPS = ("read", "view", "write", "verify")


class Clock:
    """CPU seconds of this process by step: of all, and of its OCR alone."""

    def __init__(self) -> None:
        """Begin with nothing spent."""
        self.whole = dict.fromkeys(STEPS, 0.0)
        self.ocr = dict.fromkeys(STEPS, 0.0)
        self._step = ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step."""
        self._step, began = name, time.process_time()
        try:
            yield
        finally:
            self.whole[name] += time.process_time() - began

    def reading(self, read: Callable[..., Any]) -> Callable[..., Any]:
        """Return a reader of bitmaps whose time is noted apart."""

        def timed(*words: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return read(*words, **named)
            finally:
                self.ocr[self._step] += time.process_time() - began

        return timed

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Time what the redactor and the verifier read with; what they read is not changed."""
        from tearline.records import ocr  # noqa: PLC0415 - not where only help is asked
        from tearline_verify.probes import readagain  # noqa: PLC0415

        before = (ocr.read_bitmap, readagain.read)
        ocr.read_bitmap, readagain.read = map(self.reading, before)
        try:
            yield
        finally:
            ocr.read_bitmap, readagain.read = before


def one(path: Path, target: Path) -> Row:
    """Redact and verify the first pages of a file; return what it took and what the verifier found."""
    from tearline.editions.pdf import write_pdf  # noqa: PLC0415
    from tearline.model.guide import WidthPolicy  # noqa: PLC0415
    from tearline.records import reader  # noqa: PLC0415
    from tearline.store import leaves  # noqa: PLC0415
    from tearline.verbs.redacting import pages  # noqa: PLC0415
    from tearline_verify import against, single  # noqa: PLC0415
    from tearline_verify.setting import Setting  # noqa: PLC0415

    clock, views, lines, boxes = Clock(), [], [], 0
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with clock.listening():
        with clock.step("read"):
            survey = reader.survey(reader.SurveyJob(str(path), digest, path.name))
        for number in range(1, min(len(survey.sizes), PAGES) + 1):
            job = reader.ReadJob(str(path), digest, survey.media_type, number, path.name)
            with clock.step("read"):
                read = pages.read_page(pages.ReadJob(job, ()))
            areas = (_area(leaves.unpack_page(read.leaf)),)
            with clock.step("view"):
                done = pages.redact_page(
                    pages.RedactJob(
                        number, str(path), digest, survey.media_type, read.leaf, (), (), areas,
                        (), (), read.phrases, CODES, WidthPolicy.EXACT,
                    )
                )  # fmt: skip
            views += [replace(view, number=number) for view in done.views]
            lines += pages.as_lines("scan", [number], done, is_text=read.is_text)
            boxes += sum(len(view.deletions) for view in done.views)
        with clock.step("write"):
            write_pdf(views, "scan", target)
        with clock.step("verify"):
            told = against.read(map(json.dumps, lines))
            verdict = single.verify(Setting(str(target), told))
    target.unlink()  # pages of real records are not kept
    return {
        "pages": len(views), "boxes": boxes, "findings": sorted({k.probe for k in verdict.leaks}),
        "cpu": clock.whole, "ocr": clock.ocr,
    }  # fmt: skip


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


def main(words: Sequence[str] | None = None) -> list[str]:
    """Measure; return what missed its target. NotHereError: no scans."""
    asked = options(__doc__ or "").parse_args(words)
    scans = needed(asked.real / "scans", "the folder of real scans")

    def name(path: Path) -> str:
        return path.relative_to(scans).with_suffix("").as_posix()

    files = chosen(sorted(scans.rglob("*.pdf")), asked, name)
    with reporting("scans", asked) as report, folder(asked.keep) as base:
        rows = Rows(base / "scans.jsonl", PAGES)
        came = []
        for at, path in enumerate(files, 1):
            came.append(rows.made(name(path), lambda path=path: one(path, base / "scan.pdf")))
            report.row({"file": at, **came[-1]})
        if not came:
            report.say("no file of that name")
            return report.missed
        count = sum(row["pages"] for row in came)
        report.figure("files", len(came))
        report.figure("pages", count)
        report.figure("boxes", sum(row["boxes"] for row in came), at_least=count)
        spent = {
            kind: {step: sum(row[kind][step] for row in came) / count for step in STEPS}
            for kind in ("cpu", "ocr")
        }
        report.say(f"{'CPU s a page':<14}{'all':>10}{'OCR':>10}{'without':>10}")
        for step in STEPS:
            whole, ocr = spent["cpu"][step], spent["ocr"][step]
            report.say(f"{step:<14}{whole:>10.3f}{ocr:>10.3f}{whole - ocr:>10.3f}")
        whole, ocr = (sum(spent[kind].values()) for kind in ("cpu", "ocr"))
        blocked = [at for at, row in enumerate(came, 1) if row["findings"]]
        report.figure("blocked by the verifier", len(blocked), "files", at_most=0)
        for at in blocked:
            report.say(f"file {at} of those listed: {', '.join(came[at - 1]['findings'])}")
        report.figure("whole, with OCR", whole, "CPU s a page")
        report.figure("redacted and verified, with OCR", 1 / whole, "pages/s")
        report.figure(
            "redacted and verified, without OCR", 1 / (whole - ocr), "pages/s",
            at_least=PAGES_A_SECOND,
        )  # fmt: skip
        return report.missed


if __name__ == "__main__":
    start(main)
