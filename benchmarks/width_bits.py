"""What a deletion's width tells of the name under it, in bits, on pages that went the whole way to a view.

Surnames drawn by chance from the census list (all as likely), set in lines of plain words; each page is
rendered to 1 bit, viewed with the policy ``exact``, and measured from what came out. ``20 suspects``: of
twenty names, known to be the ones on the page, the share of boxes that only one of them fits. ``right``
is the share of boxes whose own name is among those that fit, which says whether the ruler is true.

Then ragged paragraphs, a name somewhere in each, under every policy: what ``moved`` still tells is told
by where lines break. Then words of real scans, drawn by chance and withheld. Figures alone are printed.
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from pathlib import Path
from statistics import mean, median

import numpy as np
from PIL import Image

from measuring import Report, arguments, needed, start
from tearline.editions.measuring import over_limit
from tearline.editions.view import ViewJob, Withheld, view
from tearline.editions.widths import Measured, NameLists, PublicList, ShortList, measure, surnames
from tearline.model.edition import PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page
from tearline.model.record import MediaType
from tearline.records.pdf import read_pdf

PAGES, SUSPECTS, FILES = 4, 20, 8
TYPES = (("Times-Roman", 12), ("Helvetica", 11), ("Courier", 12))
MOST_MS = 15.0  # of measuring a page with one deletion, its decoding included
BEFORE = "on monday the agent met with a man of the firm near our old office when".split()  # noqa: SIM905
AFTER = "who had come over from the coast and would not say what he knew of it that day".split()  # noqa: SIM905


def draw(path: Path, face: str, size: int, names: list[str], chance: random.Random) -> None:
    """Draw a page with a name in the middle of each line."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - of the development extra

    canvas = Canvas(str(path), pagesize=(612, 792))
    canvas.setFont(face, size)
    for row, name in enumerate(names):
        first = " ".join(chance.sample(BEFORE, 3))
        words = f"{first.capitalize()} {name} {' '.join(chance.sample(AFTER, 4))}."
        canvas.drawString(72 + 7 * chance.random(), 720 - 2.5 * size * row, words)
    canvas.save()


def viewed(folder: Path, page: Page, pdf: Path, names: list[str], dpi: int) -> PageView:
    """Return the page's view at a resolution, its names withheld."""
    import pypdfium2  # noqa: PLC0415 - only here

    grey = np.asarray(pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("L"))
    picture = folder / "page.png"
    Image.fromarray(grey >= 128).save(picture, dpi=(dpi, dpi))
    gone = []
    for name in names:
        at = page.text.index(f" {name} ") + 1
        gone.append(Withheld((), at, at + len(name), ("(b)(6)",)))
    job = ViewJob(str(picture), "0" * 64, MediaType.PNG, page, tuple(gone))
    (made,) = view(job)
    return made


def row(report: Report, face: str, size: int, dpi: int, folder: Path) -> float:
    """Measure one type at one resolution; return the milliseconds of a page."""
    chance = random.Random(f"{face}{size}")
    found: list[Measured] = []
    right, spent = 0, []
    for number in range(PAGES):
        names = [name.capitalize() for name in chance.sample(surnames().names, SUSPECTS)]
        pdf = folder / f"{number}.pdf"
        draw(pdf, face, size, names, chance)
        made = viewed(folder, read_pdf(str(pdf), 1), pdf, names, dpi)
        lists = NameLists(surnames(), (ShortList(tuple((name,) for name in names)),))
        measure(made, lists)  # the lists' own widths are worked out once a process
        since = time.process_time()
        found += measure(made, lists)
        spent.append(1000 * (time.process_time() - since))
        for at, deletion in enumerate(sorted(made.deletions, key=lambda d: d.area.top)):
            one = measure(made, NameLists(PublicList((names[at].lower(),))))[
                made.deletions.index(deletion)
            ]
            right += not one.hypothetical
    what = f"{face} {size}, {dpi} dpi"
    known = [one for one in found if not one.hypothetical]
    report.figure(f"{what}: bits of {found[0].of:.2f}", mean(m.bits for m in known), "mean")
    report.figure(f"{what}: bits", median(m.bits for m in known), "median")
    report.figure(f"{what}: best guess", mean(m.guess for m in known))
    report.figure(f"{what}: {SUSPECTS} suspects", mean(m.split for m in found), "told apart")
    report.figure(f"{what}: right", right / len(found), "of boxes")
    return median(spent)


def paragraphs(report: Report, policy: WidthPolicy, folder: Path) -> None:
    """Measure names in ragged paragraphs under a policy, from the PDF's own bitmap."""
    from reportlab.pdfbase.pdfmetrics import stringWidth  # noqa: PLC0415 - of the development extra
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    chance = random.Random(5)
    found: list[Measured] = []
    for number in range(PAGES):
        names = [name.capitalize() for name in chance.sample(surnames().names, 6)]
        pdf = folder / f"{policy}{number}.pdf"
        canvas = Canvas(str(pdf), pagesize=(612, 792))
        canvas.setFont("Times-Roman", 12)
        y = 720
        for name in names:
            words = [chance.choice(BEFORE + AFTER) for _ in range(55)]
            words[chance.randrange(18, 40)] = name
            line = ""
            for word in [*words, ""]:
                longer = f"{line} {word}".strip()
                if not word or stringWidth(longer, "Times-Roman", 12) > 400:
                    canvas.drawString(72, y, line)
                    y, longer = y - 16, word
                line = longer
            y -= 16
        canvas.save()
        page = read_pdf(str(pdf), 1)
        gone = []
        for name in names:
            at = re.search(rf"\b{name}\b", page.text).start()  # type: ignore[union-attr]
            gone.append(Withheld((), at, at + len(name), ("(b)(6)",), policy))
        (made,) = view(ViewJob(str(pdf), "0" * 64, MediaType.PDF, page, tuple(gone)))
        found += measure(made, NameLists(surnames()))
    for kind in WidthPolicy:
        own = [m for m in found if m.policy is kind]
        if own:
            what = f"paragraphs, asked {policy}, became {kind} ({len(own)})"
            report.figure(f"{what}: bits", mean(m.bits for m in own), "mean")
            report.figure(f"{what}: bits", max(m.bits for m in own), "most")
            report.figure(f"{what}: over the limit", len(over_limit(own)) / len(own), "of boxes")


def real(report: Report, scans: Path) -> None:
    """Measure words of real scans, a few to a page, withheld by chance."""
    chance = random.Random(1)
    found: list[Measured] = []
    right, spent = [], []
    for path in sorted(scans.rglob("*.pdf"))[:FILES]:
        page = read_pdf(str(path), 1)
        sure = [w for w in page.words if w.area and len(w.text) >= 4 and w.text.isalpha()
                and (w.confidence or 100) >= 85]  # fmt: skip
        for word in chance.sample(sure, min(4, len(sure))):
            gone = (Withheld((word.area,), None, None, ("A",)),)
            (made,) = view(ViewJob(str(path), "0" * 64, MediaType.PDF, page, gone))
            since = time.process_time()
            found += measure(made, NameLists(surnames()))
            spent.append(1000 * (time.process_time() - since))
            lone = measure(made, NameLists(PublicList((word.text.lower(),))))
            right.append(not lone[0].hypothetical)
    if found:
        what = f"real scans ({len(found)} words)"
        report.figure(f"{what}: bits", mean(m.bits for m in found), "mean")
        report.figure(f"{what}: right", mean(right), "of boxes")
        report.figure(f"{what}: measuring", median(spent), "ms a page", at_most=MOST_MS)


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    asked = arguments(__doc__ or "").parse_args(argv)
    report = Report("width_bits", asked.out)
    with tempfile.TemporaryDirectory(prefix="tearline-bench-") as made:
        for face, size in TYPES:
            for dpi in (200, 300):
                took = row(report, face, size, dpi, Path(made))
                what = f"{face} {size}, {dpi} dpi: measuring {SUSPECTS}"
                report.figure(what, took, "ms a page")
        for policy in WidthPolicy:
            paragraphs(report, policy, Path(made))
    real(report, needed(asked.real / "scans", "the folder of real scans"))
    return report.missed


if __name__ == "__main__":
    start(main)
