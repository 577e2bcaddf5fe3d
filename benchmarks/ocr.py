"""How well pages are read: ours and OCRmyPDF's on the same real pages in the same run, same scorer.

Ours goes through the command line: each picture into a collection, then `page --json`. OCRmyPDF lives
in an environment of its own, made here, with Debian's tesseract-ocr and ghostscript; it is a benchmark's
dependency alone. Both run one page at a time with one thread; both figures are of the whole process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from measuring import Desk, Report, arguments, folder, needed, run, start
from ocr_scoring import Score, Truth, parse_truth, score

F1, NUMBERS = 0.77, 0.70
DPI = 300
CACHE = (
    Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tearline-bench" / "ocrmypdf"
)


def truths(where: Path) -> dict[str, Truth]:
    """Return the transcriptions by their pictures' names."""
    found = {}
    for picture in sorted(where.glob("*.png")):
        found[picture.stem] = parse_truth(picture.with_suffix(".txt").read_text("utf-8"))
    return found


def ours(base: Path, where: Path, names: list[str]) -> tuple[dict[str, str], float]:
    """Return our texts, and CPU seconds for all pages."""
    desk = Desk(base)
    cpu = desk("add", *(str(where / f"{name}.png") for name in names)).cpu
    cpu += desk("read", "--workers", "1").cpu
    texts = {name: desk("page", name, "1").last["text"] for name in names}
    return texts, cpu


def ocrmypdf() -> Path | None:
    """Return the program, installing it beside the cache where that can be done."""
    if not (shutil.which("tesseract") and shutil.which("gs")):
        return None
    program = CACHE / "bin" / "ocrmypdf"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(CACHE)], check=True)
        pip = [str(CACHE / "bin" / "python"), "-m", "pip", "install", "-qqq"]
        if subprocess.run(
            [*pip, "--disable-pip-version-check", "ocrmypdf"], check=False
        ).returncode:
            return None
    return program


def theirs(
    base: Path, where: Path, names: list[str], program: Path
) -> tuple[dict[str, str], float]:
    """Return OCRmyPDF's texts, and CPU seconds for all pages."""
    texts, cpu = {}, 0.0
    env = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    for name in names:
        side, pdf = base / f"{name}.side.txt", base / f"{name}.pdf"
        words = ["-j1", "--output-type", "pdf", "--optimize", "0", "--image-dpi", str(DPI)]
        picture = str(where / f"{name}.png")
        cpu += run([str(program), *words, "--sidecar", str(side), picture, str(pdf)], env).cpu
        texts[name] = side.read_text("utf-8")
    return texts, cpu


def say(
    report: Report,
    who: str,
    texts: dict[str, str],
    truth: dict[str, Truth],
    cpu: float,
    *,
    aim: bool,
) -> None:
    """Print the scores of one reader."""
    total = Score()
    pages = []
    for name, text in texts.items():
        one = score(text, truth[name])
        total += one
        pages.append(f"{name.partition('_')[0]} {one.f1:.3f}")
    share = total.numbers_right / total.numbers
    report.figure(f"{who}: F1 over all words", total.f1, at_least=F1 if aim else None)
    report.figure(f"{who}: precision", total.precision)
    report.figure(f"{who}: recall", total.recall)
    report.figure(
        f"{who}: numbers right ({total.numbers_right} of {total.numbers})", share,
        at_least=NUMBERS if aim else None,
    )  # fmt: skip
    report.figure(f"{who}: CPU seconds a page", cpu / len(texts), "CPU-s/page")
    report.say(f"{who}, F1 by page: " + ", ".join(pages))


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    asked = arguments(__doc__ or "").parse_args(argv)
    where = needed(asked.real / "ocr-truth", "the folder of pages with truth")
    report = Report("ocr", asked.out)
    truth = truths(where)
    with folder(asked.keep) as base:
        texts, cpu = ours(base, where, list(truth))
        say(report, "tearline", texts, truth, cpu, aim=True)
        program = ocrmypdf()
        if program is None:
            report.say("OCRmyPDF skipped: needs Debian's tesseract-ocr and ghostscript, and pip")
            return report.missed
        version = subprocess.run(
            [str(program), "--version"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout.strip()
        engine = subprocess.run(
            ["tesseract", "--version"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout.split()[1]
        report.say(f"OCRmyPDF {version} with tesseract {engine}, its defaults but for no PDF/A")
        texts, cpu = theirs(base, where, list(truth), program)
        say(report, "OCRmyPDF", texts, truth, cpu, aim=False)
    return report.missed


if __name__ == "__main__":
    start(main)
