"""Make the adversarial corpus: one PDF a hiding place, each with a fresh secret, and its truth.

    python tests/adversarial/make_corpus.py OUT --seed N [--only NAME ...] [--list] [--prove]

Writes OUT/<case>.pdf (some cases have more files; the JSON lists them), OUT/<case>.json and
OUT/index.json. Promises: the same seed makes the same bytes; no clock, no chance, no network.
``--prove`` looks into the files again and says, case by case, whether the secret is there.
Does not redact and does not judge: what a tool leaves is the verifier's question.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path

FAMILIES = tuple(
    sorted(p.stem for p in Path(__file__).parent.glob("planting_*.py") if p.stem != "planting")
)


def main(arguments=None) -> int:
    """Run the script; return 0, or 1 when a proof failed."""
    from looking import Look
    from planting import CASES, make

    for family in FAMILIES:
        importlib.import_module(family)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=sorted(CASES), metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print the names and what they show")
    parser.add_argument("--prove", action="store_true", help="look for each secret in its place")
    asked = parser.parse_args(arguments)
    if asked.list:
        for case in CASES.values():
            print(f"{case.name}\t{case.family}\t{case.catalogue}\t{case.shows}")
        return 0
    if asked.out is None:
        parser.error("OUT is missing")
    asked.out.mkdir(parents=True, exist_ok=True)
    wanted = [CASES[name] for name in CASES if not asked.only or name in asked.only]
    truths = [make(case, asked.seed, asked.out) for case in wanted]
    index = {"schema_version": 1, "seed": asked.seed, "cases": truths}
    text = json.dumps(index, indent=1, sort_keys=True) + "\n"
    (asked.out / "index.json").write_text(text, encoding="utf-8")
    failed = 0
    if asked.prove:
        for case, truth in zip(wanted, truths, strict=True):
            found = bool(case.prove(Look(asked.out, truth)))
            failed += not found
            print(json.dumps({"type": "proof", "name": case.name, "found": found}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
