"""What a deletion's width tells of the name under it, in bits, on pages that went the whole way to a view.

Surnames drawn by chance from the census list (all as likely), set in lines of plain words; each page is
rendered to 1 bit, viewed with the policy ``exact``, and measured from what came out. ``20 suspects``: of
twenty names, known to be the ones on the page, the share of boxes that only one of them fits. ``right``
is the share of boxes whose own name is among those that fit, which says whether the ruler is true.

Then short lines that end a paragraph (what ``moved`` can be done in) and ragged paragraphs, a name in
each, under every policy; then words of real scans, drawn by chance and withheld, under every policy. ``became`` is
what was done in fact: most lines that cannot be moved unseen are taken to their end. What became
``moved`` or ``line`` may tell 0.1 bit at most, each box of it; ``exact`` promises nothing. Figures alone
are printed. The whole takes few minutes; --sample N: N pages (or files) to a part.

python benchmarks/width_bits.py [--sample N] [--only PART ...] [--keep DIR] [--json] [--real DIR]
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from statistics import mean, median

import numpy as np
from PIL import Image

from measuring import NotHereError, folder, needed, start
from resuming import Figure, Rows, options, reporting, tell
from tearline.editions.measuring import LIMIT, over_limit
from tearline.editions.view import ViewJob, Withheld, view
from tearline.editions.widths import Measured, NameLists, PublicList, ShortList, measure, surnames
from tearline.model.edition import PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page
from tearline.model.record import MediaType
from tearline.records.pdf import read_pdf

PAGES, SUSPECTS, FILES = 4, 20, 8
SHORT = 10  # short lines of a page
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


def memo(path: Path, face: str, size: int, names: Sequence[str], chance: random.Random) -> None:
    """Draw ragged paragraphs of three lines; the last one of each is short and has a name in it."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - of the development extra

    canvas = Canvas(str(path), pagesize=(612, 792))
    canvas.setFont(face, size)
    y = 740.0
    for name in names:
        full = [
            " ".join(chance.choices(BEFORE + AFTER, k=chance.choice((9, 10, 11)))) for _ in "12"
        ]
        last = f"{' '.join(chance.sample(BEFORE, 3))} {name} {' '.join(chance.sample(AFTER, 2))}."
        for x, line in zip((100, 72, 72), (*full, last), strict=True):
            canvas.drawString(x, y, line)
            y -= 1.4 * size
    canvas.drawString(100, y, " ".join(chance.choices(BEFORE, k=9)))
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


def lines(face: str, size: int, dpi: int, pages: int, place: Path) -> list[Figure]:
    """Measure one type at one resolution, its boxes exact."""
    chance = random.Random(f"{face}{size}")
    found: list[Measured] = []
    right, spent = 0, []
    for number in range(pages):
        names = [name.capitalize() for name in chance.sample(surnames().names, SUSPECTS)]
        pdf = place / f"{number}.pdf"
        draw(pdf, face, size, names, chance)
        made = viewed(place, read_pdf(str(pdf), 1), pdf, names, dpi)
        lists = NameLists(surnames(), (ShortList(tuple((name,) for name in names)),))
        measure(made, lists)  # the lists' own widths are worked out once a process
        since = time.process_time()
        found += measure(made, lists)
        spent.append(1000 * (time.process_time() - since))
        for at, deletion in enumerate(sorted(made.deletions, key=lambda d: d.area.top)):
            lone = measure(made, NameLists(PublicList((names[at].lower(),))))
            right += not lone[made.deletions.index(deletion)].hypothetical
    what = f"{face} {size}, {dpi} dpi"
    known = [one for one in found if not one.hypothetical]
    return [
        (f"{what}: bits of {found[0].of:.2f}", mean(m.bits for m in known), "mean", {}),
        (f"{what}: bits", median(m.bits for m in known), "median", {}),
        (f"{what}: best guess", mean(m.guess for m in known), "", {}),
        (f"{what}: {SUSPECTS} suspects", mean(m.split for m in found), "told apart", {}),
        (f"{what}: right", right / len(found), "of boxes", {}),
        (f"{what}: measuring {SUSPECTS}", median(spent), "ms a page", {}),
    ]


def became(what: str, found: Sequence[Measured]) -> Iterator[Figure]:
    """Yield the figures of boxes by what they became; what hides its width has a target."""
    for kind in WidthPolicy:
        own = [m for m in found if m.policy is kind]
        if not own:
            continue
        hides = kind is not WidthPolicy.EXACT
        name = f"{what}, became {kind} ({len(own)})"
        yield f"{name}: bits", mean(m.bits for m in own), "mean", {}
        yield f"{name}: bits", max(m.bits for m in own), "most", {"at_most": LIMIT} if hides else {}
        if hides:
            yield f"{name}: over the limit", len(over_limit(own)), "boxes", {"at_most": 0}


def ends(face: str, size: int, policy: WidthPolicy, pages: int, place: Path) -> list[Figure]:
    """Measure names in short lines that end a paragraph, under a policy."""
    chance = random.Random(f"ends {face}{size}")
    found: list[Measured] = []
    for number in range(pages):
        names = [name.capitalize() for name in chance.sample(surnames().names, SHORT)]
        pdf = place / f"ends-{number}.pdf"
        memo(pdf, face, size, names, chance)
        page = read_pdf(str(pdf), 1)
        found += measure(_withheld(pdf, page, names, policy), NameLists(surnames()))
    return list(became(f"{face} {size}, last lines, asked {policy}", found))


def paragraphs(policy: WidthPolicy, pages: int, place: Path) -> list[Figure]:
    """Measure names in ragged paragraphs under a policy, from the PDF's own bitmap."""
    from reportlab.pdfbase.pdfmetrics import stringWidth  # noqa: PLC0415 - of the development extra
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    chance = random.Random(5)
    found: list[Measured] = []
    for number in range(pages):
        names = [name.capitalize() for name in chance.sample(surnames().names, 6)]
        pdf = place / f"{policy}{number}.pdf"
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
        found += measure(_withheld(pdf, page, names, policy), NameLists(surnames()))
    return list(became(f"paragraphs, asked {policy}", found))


def _withheld(pdf: Path, page: Page, names: Sequence[str], policy: WidthPolicy) -> PageView:
    """Return the view of a PDF's page with names withheld under a policy."""
    gone = []
    for name in names:
        at = re.search(rf"\b{name}\b", page.text).start()  # type: ignore[union-attr]
        gone.append(Withheld((), at, at + len(name), ("(b)(6)",), policy))
    (made,) = view(ViewJob(str(pdf), "0" * 64, MediaType.PDF, page, tuple(gone)))
    return made


def real(policy: WidthPolicy, scans: Path, files: int) -> list[Figure]:
    """Measure words of real scans, a few to a page, withheld by chance, one at a time."""
    chance = random.Random(1)
    found: list[Measured] = []
    right, spent = [], []
    for path in sorted(scans.rglob("*.pdf"))[:files]:
        page = read_pdf(str(path), 1)
        sure = [w for w in page.words if w.area and len(w.text) >= 4 and w.text.isalpha()
                and (w.confidence or 100) >= 85]  # fmt: skip
        for word in chance.sample(sure, min(4, len(sure))):
            gone = (Withheld((word.area,), None, None, ("A",), policy),)
            (made,) = view(ViewJob(str(path), "0" * 64, MediaType.PDF, page, gone))
            since = time.process_time()
            found += measure(made, NameLists(surnames()))
            spent.append(1000 * (time.process_time() - since))
            lone = measure(made, NameLists(PublicList((word.text.lower(),))))
            right.append(not lone[0].hypothetical)
    if not found:
        return []
    figures = list(became(f"real scans, asked {policy}", found))
    if policy is WidthPolicy.EXACT:
        figures += [
            ("real scans: right", mean(right), "of boxes", {}),
            ("real scans: measuring", median(spent), "ms a page", {"at_most": MOST_MS}),
        ]
    return figures


def main(argv: Sequence[str] | None = None) -> list[str]:
    """Run and print."""
    asked = options(__doc__ or "").parse_args(argv)
    pages, files = asked.sample or PAGES, asked.sample or FILES
    with reporting("width_bits", asked) as report, folder(asked.keep) as place:
        parts: dict[str, Callable[[], list[Figure]]] = {}
        for (face, size), dpi in product(TYPES, (200, 300)):
            parts[f"{face}-{dpi}"] = partial(lines, face, size, dpi, pages, place)
        for (face, size), policy in product(TYPES, (WidthPolicy.MOVED, WidthPolicy.LINE)):
            parts[f"{face}-ends-{policy}"] = partial(ends, face, size, policy, pages, place)
        for policy in WidthPolicy:
            parts[f"paragraphs-{policy}"] = partial(paragraphs, policy, pages, place)
        try:
            scans = needed(asked.real / "scans", "the folder of real scans")
        except NotHereError as gone:
            report.say(f"without real scans: {gone}")
        else:
            for policy in WidthPolicy:
                parts[f"real-{policy}"] = partial(real, policy, scans, files)
        rows = Rows(place / "widths.jsonl", pages, files)
        for name, part in parts.items():
            if not asked.only or name in asked.only:
                began = time.process_time()
                tell(report, rows.made(name, part))
                report.row({"part": name, "cpu": time.process_time() - began})
        return report.missed


if __name__ == "__main__":
    start(main)
