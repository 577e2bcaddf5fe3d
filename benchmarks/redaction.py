"""Every hiding place of the adversarial corpus through every tool, and each result through the verifier.

Detectors on the raw files: our verifier told the terms and areas, the same told nothing, x-ray (told
nothing), pdf-redaction-check (told the terms). Redactors: Tearline (`tearline redact`), PyMuPDF as its
tutorials use it, and hardened, all with the case's terms and areas. Every output is judged by one program
told the same: `tearline_verify`, its probes for any PDF; Tearline's own besides by the grammar of its
form. What had to survive is looked for in the output's text, then by OCR of its pages. A covert case (no
search for a term can find it) is no leak of anybody's. One author wrote corpus, verifier and redactor: a
floor, not an independent audit.

CPU is user + system of the tool and of all it starts. The peers' environments are made on first use, in
the folder of --peers. With --keep, a run that was stopped goes on where it was.

python benchmarks/redaction.py [--sample N] [--only CASE ...] [--tools NAME ...] [--keep DIR] [--json]
                               [--peers DIR] [--seed N] [--jobs N]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2

import redaction_peers as peers
import redaction_tables as tables
from measuring import ROOT, children_cpu, folder, start, whole_tree
from resuming import CORPUS, SOURCES, Rows, chosen, options, reporting

SCRIPT = ROOT / "tests" / "adversarial" / "make_corpus.py"
KEPT = 0.8  # of the words that must survive: the OCR of a small page may lose one of ten
SECONDS = 300
TEARLINE = tables.TEARLINE
DETECTORS = (tables.TOLD, tables.UNTOLD, *peers.DETECTORS)
REDACTORS = (TEARLINE, *peers.REDACTORS)
KINDS = dict.fromkeys(peers.REDACTORS, "redactors") | dict.fromkeys(peers.DETECTORS, "detectors")


@dataclass(frozen=True, slots=True)
class Task:
    """One case for one tool: the corpus it is of, where results go, the Python of the peers."""

    tool: str
    case: dict[str, Any]
    corpus: Path
    place: Path
    python: Path | None


@dataclass(slots=True)
class Came:
    """What a tool made of one case; ``seconds`` is CPU, of the tool alone and of all it starts.

    ``probes`` found something: in what a redactor made, or for a detector in the raw file.
    """

    refused: str = ""
    seconds: float = 0.0
    probes: list[str] = field(default_factory=list)
    lost: bool = False
    searchable: bool = False
    missing: int = 0


def judge(target: Path, case: dict[str, Any], *, ours: bool = False, told: bool = True) -> set[str]:
    """Return the probes that found something in a file, told what had to go or nothing.

    ``ours``: by the grammar of our form too. That is not told the areas: a box may be larger than
    its area, where a term reaches beyond it; whether each is solid is seen in the pixels.
    """
    from tearline_verify import against, single  # noqa: PLC0415 - not where only help is asked
    from tearline_verify.setting import Setting  # noqa: PLC0415
    from tearline_verify.stranger import looking  # noqa: PLC0415

    if not told:
        setting = Setting(str(target), against.Against())
        return {leak.probe for leak in looking.verify(setting, target, 0).verdict.leaks}
    base = {"type": "withheld", "record": "", "acknowledged": True, "codes": []}
    lines = [{**base, "page": None, "areas": [], "terms": case["terms"], "scope": "release"}]
    only_terms = Setting(str(target), against.read(map(json.dumps, lines)))
    lines += [
        {**base, "page": page, "areas": [box], "terms": [], "scope": "page"}
        for page, *box in case["areas"]
    ]
    setting = Setting(str(target), against.read(map(json.dumps, lines)))
    found = {leak.probe for leak in looking.verify(setting, target, 0).verdict.leaks}
    if ours:
        found |= {leak.probe for leak in single.verify(only_terms).leaks}
    return found


def kept(target: Path, words: Sequence[str]) -> tuple[list[str], bool]:
    """Return the words that can be read nowhere, and whether the file's own text has enough of them."""
    try:
        document = pypdfium2.PdfDocument(target)
    except pypdfium2.PdfiumError:
        return list(words), False
    try:
        text = " ".join(page.get_textpage().get_text_range() for page in document).casefold()
        missing = [word for word in words if word.casefold() not in text]
        if len(missing) <= (1 - KEPT) * len(words):
            return missing, True
        from tearline.records.ocr import read_bitmap  # noqa: PLC0415 - where the text has them not

        for page in document:
            width, height = page.get_size()
            picture = page.render(scale=200 / 72, grayscale=True).to_pil()
            read = read_bitmap(picture, (round(width * 100), round(height * 100)), ()).text
            missing = [word for word in missing if word.casefold() not in read.casefold()]
        return missing, False
    finally:
        document.close()


def tearline(source: Path, target: Path, case: dict[str, Any]) -> str:
    """Redact with the command a reporter would give; return why nothing was made, or ''."""
    command = [sys.executable, "-m", "tearline", "redact", str(source), "--to", str(target)]
    command += ["--json", "--anyway", "--workers", "1"]
    command += ["--terms-file", "-"] if case["terms"] else []
    for page, *box in case["areas"]:
        command += ["--area", f"{page}:{','.join(f'{side / 100:g}' for side in box)}"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            said, _ = process.communicate("\n".join(case["terms"]) + "\n", SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # its workers and its verifier too
            return f"no answer in {SECONDS} s"
    if target.exists():
        return ""
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return f"exit code {process.returncode}: {rows[-1].get('message', '') if rows else ''}"


def peer(task: Task, source: Path, target: Path, case: dict[str, Any]) -> dict[str, Any]:
    """Have a peer redact a file, or look at it; return what it said."""
    areas = [[page, *(side / 100 for side in box)] for page, *box in case["areas"]]
    order = {
        "tool": task.tool, "source": str(source), "target": str(target), "terms": case["terms"],
        "areas": areas,
    }  # fmt: skip
    return peers.ask(task.python or Path(sys.executable), order)


def one(task: Task) -> Came:
    """Take one case through one tool; a case of several files is as bad as its worst."""
    came, probes = Came(), set()
    for number, name in enumerate(task.case["files"]):
        source = task.corpus / name
        case = task.case if number == 0 else {**task.case, "areas": []}
        # A file's name is what its maker calls it; the raw one's may tell the secret.
        target = task.place / f"{case['name']}-{number}.pdf"
        target.unlink(missing_ok=True)
        reaping = whole_tree()
        before = children_cpu() + time.process_time()
        if task.tool in (tables.TOLD, tables.UNTOLD):
            said: dict[str, Any] = {}
            probes |= judge(source, case, told=task.tool == tables.TOLD)
        elif task.tool == TEARLINE:
            said = {"refused": tearline(source, target, case)}
        else:
            said = peer(task, source, target, case)
        with contextlib.suppress(ChildProcessError):
            while reaping:
                os.waitpid(-1, 0)
        came.seconds += children_cpu() + time.process_time() - before
        if said.get("refused"):
            came.refused = said["refused"]
        elif task.tool in peers.DETECTORS:
            probes |= set(said["seen"])
        elif task.tool in REDACTORS:
            probes |= judge(target, case, ours=task.tool == TEARLINE)
            if number == 0:
                missing, came.searchable = kept(target, case["survive"])
                came.missing = len(missing)
                came.lost = len(missing) > (1 - KEPT) * len(case["survive"])
    came.probes = sorted(probes)
    return came


def ran(pool: ProcessPoolExecutor, tasks: Sequence[Task], rows: Rows) -> list[Came]:
    """Return what came of each task; those that an earlier run wrote down are not run again."""
    todo = {pool.submit(one, task): task for task in tasks if task.case["name"] not in rows.known}
    for done in as_completed(todo):
        rows.add(todo[done].case["name"], asdict(done.result()))
    return [Came(**rows.known[task.case["name"]]) for task in tasks]


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    told = options(__doc__ or "")
    told.add_argument("--peers", type=Path, help="the folder of the peers' environments")
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    every = (*DETECTORS, *REDACTORS)
    told.add_argument("--tools", nargs="*", default=every, choices=every, metavar="NAME",
                      help=f"of {', '.join(every)}")  # fmt: skip
    return told


def main(words: Sequence[str] | None = None) -> list[str]:
    """Measure; return what missed its target."""
    asked = parser().parse_args(words)
    with reporting("redaction", asked) as report, folder(asked.keep) as base:
        corpus = base / f"corpus-{asked.seed}"
        make = [sys.executable, str(SCRIPT), str(corpus), "--seed", str(asked.seed)]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        every = json.loads((corpus / "index.json").read_text("utf-8"))["cases"]
        cases = chosen(every, asked, lambda case: case["name"])
        report.figure("cases", len(cases), f"of {len(every)}")
        came: dict[str, list[Came]] = {}
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(asked.jobs, mp_context=context) as pool:
            for name in (tool for tool in (*DETECTORS, *REDACTORS) if tool in asked.tools):
                kind = KINDS.get(name)
                python = peers.environment(kind, asked.peers) if kind else None
                if kind and python is None:
                    report.say(f"{name} is not here: its environment could not be made")
                    continue
                place = base / name.replace(" ", "-").replace(",", "")
                place.mkdir(exist_ok=True)
                # What a peer's detector sees of the raw corpus does not depend on our sources.
                of = CORPUS if name in peers.DETECTORS else SOURCES
                rows = Rows(base / f"{place.name}.jsonl", asked.seed, of=of)
                tasks = [Task(name, case, corpus, place, python) for case in cases]
                came[name] = ran(pool, tasks, rows)
        for name, all_of_it in came.items():
            for case, row in zip(cases, all_of_it, strict=True):
                report.row({"tool": name, "case": case["name"], **asdict(row)})
        tables.detectors(report, cases, {n: came[n] for n in DETECTORS if n in came})
        tables.redactors(report, cases, {n: came[n] for n in REDACTORS if n in came})
        return report.missed


if __name__ == "__main__":
    start(main)
