"""Every hiding place of the adversarial corpus through every tool, and each result through the verifier.

Tools: nothing (a copy: does the verifier see what is planted?), Tearline (`tearline redact` with the
case's terms and areas), and, with --peers, PyMuPDF as its tutorials use it and hardened, with the same
terms and areas. Every output is judged by one program told the same terms and areas: `tearline_verify`,
its probes for any PDF; Tearline's own besides by the grammar of its form. What had to survive is looked
for in the output's text, then by OCR of its pages. Then redact and verify are timed on the real scans,
without the reading. One author wrote corpus, verifier and redactor: a floor, not an independent audit.

python benchmarks/redaction.py [--peers DIR] [--seed N] [--only NAME ...] [--real DIR]
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2

import redaction_peers as peers
from measuring import ROOT, Report, arguments, folder

CORPUS = ROOT / "tests" / "adversarial" / "make_corpus.py"
KEPT = 0.8  # of the words that must survive: the OCR of a small page may lose one of ten
LEAKS = "leak"
SECONDS = 300


@dataclass(slots=True)
class Came:
    """What a tool made of one case."""

    refused: str = ""
    seconds: float = 0.0
    probes: tuple[str, ...] = ()
    lost: bool = False
    searchable: bool = False
    own: dict[str, Any] = field(default_factory=dict)


def judge(target: Path, case: dict[str, Any]) -> tuple[str, ...]:
    """Return the probes that found something in a file, told what had to go."""
    lines = [
        {
            "type": "withheld", "record": "", "page": None, "areas": [], "codes": [],
            "acknowledged": True, "terms": case["terms"], "scope": "release",
        },
        *(
            {
                "type": "withheld", "record": "", "page": page, "areas": [box],
                "codes": ["(b)(6)"], "acknowledged": True, "terms": [], "scope": "page",
            }
            for page, *box in case["areas"]
        ),
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tearline_verify", str(target), "--against", "-", "--json"],
        input="".join(json.dumps(line) + "\n" for line in lines), capture_output=True, text=True,
        check=False, timeout=SECONDS,
    )  # fmt: skip
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    leaks = {row["probe"] for row in found if row["type"] == LEAKS}
    if done.returncode not in (0, 5) or (done.returncode == 5) is not bool(leaks):
        leaks.add(f"exit code {done.returncode}")
    return tuple(sorted(leaks))


def kept(target: Path, words: Sequence[str]) -> tuple[bool, bool]:
    """Say whether enough of the words can still be read, and whether the file's text has them."""
    document = pypdfium2.PdfDocument(target)
    text = " ".join(page.get_textpage().get_text_range() for page in document).casefold()
    missing = [word for word in words if word.casefold() not in text]
    if len(missing) <= (1 - KEPT) * len(words):
        return True, True
    from tearline.records.ocr import read_bitmap  # noqa: PLC0415 - where the text has them not

    for page in document:
        width, height = page.get_size()
        picture = page.render(scale=200 / 72, grayscale=True).to_pil()
        read = read_bitmap(picture, (round(width * 100), round(height * 100)), ())
        missing = [word for word in missing if word.casefold() not in read.text.casefold()]
    return len(missing) <= (1 - KEPT) * len(words), False


def nothing(source: Path, target: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Copy the file: what the verifier must see."""
    shutil.copyfile(source, target)
    return {"done": True, "cpu": 0.0}


def tearline(source: Path, target: Path, case: dict[str, Any]) -> dict[str, Any]:
    """Redact with the command a reporter would give."""
    command = [
        sys.executable,
        "-m",
        "tearline",
        "redact",
        str(source),
        "--to",
        str(target),
        "--json",
    ]
    command += ["--terms-file", "-"] if case["terms"] else []
    for page, *box in case["areas"]:
        command += ["--area", f"{page}:{','.join(f'{side / 100:g}' for side in box)}"]
    done = subprocess.run(
        command, input="\n".join(case["terms"]) + "\n", capture_output=True, text=True, check=False,
        timeout=SECONDS,
    )  # fmt: skip
    if not target.exists():
        return {"refused": f"exit code {done.returncode}", "cpu": 0.0}
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {"done": True, "cpu": 0.0, "own": rows[-1] if rows else {}}


def pymupdf(python: Path, *, hardened: bool):
    """Return PyMuPDF as a tool."""

    def redact(source: Path, target: Path, case: dict[str, Any]) -> dict[str, Any]:
        areas = [[page, *(side / 100 for side in box)] for page, *box in case["areas"]]
        return peers.ask(python, {
            "source": str(source), "target": str(target), "terms": case["terms"],
            "areas": areas, "hardened": hardened,
        })  # fmt: skip

    return redact


def one(tool, case: dict[str, Any], corpus: Path, place: Path) -> Came:
    """Take one case through one tool and judge it; a case of several files is as bad as its worst."""
    came, probes = Came(), set()
    for number, name in enumerate(case["files"]):
        target = place / f"{case['name']}-{number}.pdf"
        own = case if number == 0 else {**case, "areas": []}
        said = tool(corpus / name, target, own)
        came.seconds += said.get("cpu", 0.0)
        came.own |= said.get("own", {})
        if "refused" in said:
            # Another copy in which none of the terms is found was not made: nothing leaks from it.
            came.refused = said["refused"] if number == 0 else came.refused
            continue
        probes |= set(judge(target, own))
        if number == 0:
            whole, came.searchable = kept(target, case["survive"])
            came.lost = not whole
    came.probes = tuple(sorted(probes))
    return came


def main(words: Sequence[str] | None = None) -> list[str]:
    """Measure; return what missed its target."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--peers", type=Path, help="a folder to keep PyMuPDF's environment in")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args(words)
    report = Report("redaction", asked.out)
    tools = {"nothing": nothing, "tearline": tearline}
    python = peers.environment(asked.peers)
    if python is None:
        report.say("PyMuPDF is not here: name a folder with --peers to install it into")
    else:
        tools["pymupdf"] = pymupdf(python, hardened=False)
        tools["pymupdf hardened"] = pymupdf(python, hardened=True)
    with folder(asked.keep) as base:
        corpus = base / "corpus"
        make = [sys.executable, str(CORPUS), str(corpus), "--seed", str(asked.seed)]
        subprocess.run([*make, *(["--only", *asked.only] if asked.only else [])], check=True)
        cases = [
            json.loads((corpus / f"{name}.json").read_text("utf-8"))
            for name in (
                row["name"] for row in json.loads((corpus / "index.json").read_text("utf-8"))
            )
        ]
        for name, tool in tools.items():
            place = base / name.replace(" ", "-")
            place.mkdir(exist_ok=True)
            with ThreadPoolExecutor(2) as two:
                came = list(two.map(lambda case, t=tool, p=place: one(t, case, corpus, p), cases))
            tell(report, name, cases, came)
    return report.missed


def tell(report: Report, name: str, cases: list[dict[str, Any]], came: list[Came]) -> None:
    """Print what a tool came to over all cases."""
    made = [(case, one) for case, one in zip(cases, came, strict=True) if not one.refused]
    leaking = [case["name"] for case, one in made if one.probes]
    refused = len(cases) - len(made)
    lost = [case["name"] for case, one in made if one.lost]
    had = [(case, one) for case, one in made if case["searchable"] != "none"]
    mute = [case["name"] for case, one in had if not one.searchable]
    if name == "nothing":
        report.figure("cases", len(cases), at_least=80)
        report.figure("blocked by the verifier, untouched", len(leaking), at_least=len(cases))
        missed = sorted({case["name"] for case in cases} - set(leaking))
        report.say(f"not seen: {', '.join(missed) or 'none'}")
        probes = Counter(probe for one in came for probe in one.probes)
        alone: dict[str, int] = defaultdict(int)
        for one in came:
            if len(one.probes) == 1:
                alone[one.probes[0]] += 1
        for probe, count in probes.most_common():
            report.say(f"  {probe}: {count}, alone {alone[probe]}")
        return
    ours = {"at_most": 0} if name == "tearline" else {}
    report.figure(f"{name}: leaks", len(leaking), f"of {len(cases)}", **ours)
    report.figure(f"{name}: refused", refused, **ours)
    report.figure(f"{name}: content lost", len(lost), **ours)
    most = {"at_least": len(had)} if name == "tearline" else {}
    report.figure(f"{name}: searchable", len(had) - len(mute), f"of {len(had)}", **most)
    report.figure(f"{name}: CPU a case", median(one.seconds for one in came), "s")
    for what, names in (("leaks", leaking), ("lost", lost), ("not searchable", mute)):
        if names:
            report.say(f"{what}: {', '.join(names)}")


if __name__ == "__main__":
    main()
