"""Every hiding place of the adversarial corpus through every tool, and each result through the verifier.

Tools: nothing (the raw files: does the verifier see what is planted?), Tearline (`tearline redact` with
the case's terms and areas), and, with --peers, PyMuPDF as its tutorials use it and hardened, with the
same terms and areas; on the raw files also two detectors of other people. Every output is judged by one program told the same terms and areas:
`tearline_verify`, its probes for any PDF; Tearline's own besides by the grammar of its form. What had to
survive is looked for in the output's text, then by OCR of its pages. A covert case (no search for a term
can find it) is no leak of anybody's. Then redact and verify are timed on the real scans, without the
reading. With --keep, a run that was stopped goes on where it was. One author wrote corpus, verifier and
redactor: a floor, not an independent audit.

python benchmarks/redaction.py [--peers DIR] [--seed N] [--only NAME ...] [--tools NAME ...] [--real DIR]
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

import pypdfium2

import redaction_detectors as detectors
import redaction_peers as peers
import redaction_scans as scans
from measuring import (
    ROOT,
    NotHereError,
    Report,
    arguments,
    children_cpu,
    folder,
    start,
    whole_tree,
)

CORPUS = ROOT / "tests" / "adversarial" / "make_corpus.py"
KEPT = 0.8  # of the words that must survive: the OCR of a small page may lose one of ten
LEAST_CASES = 80
SECONDS = 300
JOBS = 2
NOTHING, TEARLINE = "nothing", "tearline"
PEERS = {"pymupdf": False, "pymupdf hardened": True}


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
    """What a tool made of one case; ``seconds`` is CPU, of the tool alone and of all it starts."""

    refused: str = ""
    seconds: float = 0.0
    probes: tuple[str, ...] = ()
    lost: bool = False
    searchable: bool = False
    missing: list[str] = field(default_factory=list)


def judge(target: Path, case: dict[str, Any], *, ours: bool) -> tuple[str, ...]:
    """Return the probes that found something in a file, told what had to go.

    ``ours``: by the grammar of our form too. That is not told the areas: a box may be larger than
    its area, where a term reaches beyond it; whether each is solid is seen in the pixels.
    """
    from tearline_verify import against, single  # noqa: PLC0415 - not where only help is asked
    from tearline_verify.setting import Setting  # noqa: PLC0415
    from tearline_verify.stranger import looking  # noqa: PLC0415

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
    return tuple(sorted(found))


def kept(target: Path, words: Sequence[str]) -> tuple[list[str], bool]:
    """Return the words that can be read nowhere, and whether the file's own text has enough of them."""
    document = pypdfium2.PdfDocument(target)
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
    said = "\n".join(case["terms"]) + "\n"
    done = subprocess.run(
        command, input=said, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    if target.exists():
        return ""
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    last = rows[-1] if rows else {}
    return f"exit code {done.returncode}: {last.get('message', '')}"


def pymupdf(task: Task, source: Path, target: Path, case: dict[str, Any]) -> str:
    """Redact with PyMuPDF; return why nothing was made, or ''."""
    areas = [[page, *(side / 100 for side in box)] for page, *box in case["areas"]]
    order = {
        "source": str(source), "target": str(target), "terms": case["terms"], "areas": areas,
        "hardened": PEERS[task.tool],
    }  # fmt: skip
    said = peers.ask(task.python or Path(sys.executable), order)
    return str(said.get("refused", ""))


def one(task: Task) -> Came:
    """Take one case through one tool and judge it; a case of several files is as bad as its worst."""
    came, probes = Came(), set()
    reaping = whole_tree()
    for number, name in enumerate(task.case["files"]):
        source = task.corpus / name
        case = task.case if number == 0 else {**task.case, "areas": []}
        # A file's name is what its maker calls it; the raw one's may tell the secret.
        target = task.place / f"{case['name']}-{number}.pdf" if task.tool != NOTHING else source
        before = children_cpu()
        why = ""
        if task.tool != NOTHING:
            target.unlink(missing_ok=True)
            if task.tool == TEARLINE:
                why = tearline(source, target, case)
            else:
                why = pymupdf(task, source, target, case)
            with contextlib.suppress(ChildProcessError):
                while reaping:
                    os.waitpid(-1, 0)
        came.seconds += children_cpu() - before
        if why:
            came.refused = why
            continue
        probes |= set(judge(target, case, ours=task.tool == TEARLINE))
        if number == 0:
            came.missing, came.searchable = kept(target, case["survive"])
            came.lost = len(came.missing) > (1 - KEPT) * len(case["survive"])
    came.probes = tuple(sorted(probes))
    return came


def ran(pool: ProcessPoolExecutor, tasks: Sequence[Task], log: Path) -> list[Came]:
    """Return what came of each task; those that an earlier run wrote into ``log`` are not run again."""
    known: dict[str, Came] = {}
    if log.exists():
        for line in log.read_text("utf-8").splitlines():
            row = json.loads(line)
            name = row.pop("name")
            known[name] = Came(**row | {"probes": tuple(row["probes"])})
    todo = [task for task in tasks if task.case["name"] not in known]
    with log.open("a", encoding="utf-8") as out:
        for task, came in zip(todo, pool.map(one, todo), strict=True):
            known[task.case["name"]] = came
            out.write(json.dumps({"name": task.case["name"], **asdict(came)}) + "\n")
            out.flush()
    return [known[task.case["name"]] for task in tasks]


def main(words: Sequence[str] | None = None) -> list[str]:
    """Measure; return what missed its target."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--peers", type=Path, help="a folder to keep PyMuPDF's environment in")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="cases")
    parser.add_argument("--tools", nargs="*", default=[NOTHING, TEARLINE, *PEERS, scans.NAME])
    asked = parser.parse_args(words)
    report = Report("redaction", asked.out)
    python = peers.environment(asked.peers)
    tools = [name for name in (NOTHING, TEARLINE, *PEERS) if name in asked.tools]
    if python is None and set(tools) & set(PEERS):
        report.say("PyMuPDF is not here: name a folder with --peers to install it into")
        tools = [name for name in tools if name not in PEERS]
    table = []
    with folder(asked.keep) as base:
        corpus = base / "corpus"
        make = [sys.executable, str(CORPUS), str(corpus), "--seed", str(asked.seed)]
        subprocess.run([*make, *(["--only", *asked.only] if asked.only else [])], check=True)
        cases = json.loads((corpus / "index.json").read_text("utf-8"))["cases"]
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(JOBS, mp_context=context) as pool:
            for name in tools:
                place = base / name.replace(" ", "-")
                place.mkdir(exist_ok=True)
                tasks = [Task(name, case, corpus, place, python) for case in cases]
                table.append(
                    tell(report, name, cases, ran(pool, tasks, base / f"{place.name}.jsonl"))
                )
        looking = detectors.environment(asked.peers) if NOTHING in tools else None
        flagged = detectors.count(looking, cases, corpus) if looking else {}
        for name, number in flagged.items():
            report.figure(f"raw, flagged by {name}", number, f"of {len(cases)}")
        if scans.NAME in asked.tools:
            with contextlib.suppress(NotHereError):
                scans.measure(report, asked.real, base)
    head = ("tool", "leak", "refused", "lost", "searchable", "CPU s a case")
    for row in (head, *table) if table else ():
        report.say(f"{row[0]:<18}" + "".join(f"{cell!s:>14}" for cell in row[1:]))
    return report.missed


def tell(
    report: Report, name: str, cases: list[dict[str, Any]], came: list[Came]
) -> tuple[str, int, int, int, str, str]:
    """Print what a tool came to over all cases; return its row of the table at the end."""
    made = [(case, one) for case, one in zip(cases, came, strict=True) if not one.refused]
    open_ones = [case["name"] for case in cases if not case["covert"]]
    found = {case["name"] for case, one in made if one.probes}
    leaking = [case for case in open_ones if case in found]
    refused = [case["name"] for case, one in zip(cases, came, strict=True) if one.refused]
    lost = [case["name"] for case, one in made if one.lost]
    had = [(case, one) for case, one in made if case["searchable"] != "none"]
    mute = [case["name"] for case, one in had if not one.searchable]
    if name == NOTHING:
        report.figure("cases", len(cases), at_least=LEAST_CASES)
        report.figure("of them covert", len(cases) - len(open_ones))
        report.figure(
            "raw, not covert, blocked",
            len(leaking),
            f"of {len(open_ones)}",
            at_least=len(open_ones),
        )
        missed = [case for case in open_ones if case not in found]
        report.say(f"not seen: {', '.join(missed) or 'none'}")
        seen = [case["name"] for case in cases if case["covert"] and case["name"] in found]
        report.say(f"covert and seen all the same: {', '.join(seen) or 'none'}")
        probes = Counter(probe for one in came for probe in one.probes)
        alone = Counter(one.probes[0] for one in came if len(one.probes) == 1)
        for probe, count in probes.most_common():
            report.say(f"  {probe}: {count}, alone {alone[probe]}")
    else:
        ours = {"at_most": 0} if name == TEARLINE else {}
        report.figure(f"{name}: leaks", len(leaking), f"of {len(open_ones)}", **ours)
        report.figure(f"{name}: refused", len(refused), f"of {len(cases)}", **ours)
        report.figure(f"{name}: content lost", len(lost), **ours)
        most = {"at_least": len(had)} if name == TEARLINE else {}
        report.figure(f"{name}: searchable", len(had) - len(mute), f"of {len(had)}", **most)
        report.figure(f"{name}: CPU a case", fmean(one.seconds for one in came), "s")
        probed = {case["name"]: "+".join(one.probes) for case, one in made}
        leaks = [f"{case} ({probed[case]})" for case in leaking]
        reasons = [
            f"{c['name']} ({one.refused})"
            for c, one in zip(cases, came, strict=True)
            if one.refused
        ]
        for what, names in (
            ("leaks", leaks), ("refused", reasons), ("lost", lost), ("not searchable", mute),
        ):  # fmt: skip
            if names:
                report.say(f"{what}: {', '.join(names)}")
    seconds = "-" if name == NOTHING else f"{fmean(one.seconds for one in came):.2f}"
    searchable = f"{len(had) - len(mute)}/{len(had)}"
    return name, len(leaking), len(refused), len(lost), searchable, seconds


if __name__ == "__main__":
    start(main)
