"""Release the example collection and write one page that shows it: `make demo`.

Every step is a command of the command line, printed as it is run; nothing here reaches into Tearline
but the page at the end, which reads the collection and the release as a person would.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from show import write_page  # noqa: E402 - found beside this script

DATE = "2026-11-22"
# Two versions of one page: one has more withheld now, so a person looks at both.
LOOK = (
    *("decide", "--record", "910-10001-10012_1998", "--page", "1", "--whole-page"),
    *("--verdict", "release", "--reason", "its number is boxed in this version already"),
)
DONE = (0, 3)  # 3: done, but some records are held or pending, as they should be


def tearline(*words: str, quiet: bool = False) -> list[dict]:
    """Run one command, printed as a person would type it; return its JSON lines."""
    shown = " ".join(word for word in words if word != "--json")
    print(f"  $ tearline {shown}", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "tearline", *words, "--json"],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode not in DONE:
        sys.exit(f"the demo stopped: exit code {done.returncode}")
    if not quiet and lines:
        last = {k: v for k, v in lines[-1].items() if k not in ("type", "cpu_seconds")}
        print("    " + ", ".join(f"{k} {v}" for k, v in last.items()), flush=True)
    return lines


def main() -> None:
    """Make the collection anew, release it, show it."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "demo").resolve()
    collection, release = target / "collection", target / "release"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    os.environ["TEARLINE_KEYS"] = str(target / "keys")
    os.environ["TEARLINE_COLLECTION"] = str(collection)

    print("Fictional records in, a verified release out:\n")
    tearline("init", str(collection), "--guide", "jfk")
    tearline("add", str(HERE / "collection"))
    tearline("read")
    tearline("find", "--terms-file", str(HERE / "terms.txt"))
    tearline("import-decisions", str(HERE / "decisions.jsonl"))
    tearline("decide", "--proposals-above", "0.75")
    tearline("find", quiet=True)  # where else does what was withheld stand?
    tearline(*LOOK)
    status = tearline("status", quiet=True)
    built = tearline("build", "--date", DATE, "--to", str(release), quiet=True)
    findings = tearline("findings", quiet=True)

    page = write_page(collection, release, status, findings, target / "index.html")
    told = built[-1]
    print(
        f"\nThe release lies in {release}\n"
        f"  {told['records']} records, {told['pages']} pages, {told['redactions']} redactions; "
        f"{told['held']} records held, {told['pending']} pending, {told['failed']} failed."
    )
    for line in built:
        if line["type"] in ("held", "pending"):
            print(f"  {line['type']}: {line['record']}: {line['why']}")
    print(f"  {sum(told['cpu_seconds'].values()):.0f} CPU seconds in all")
    print(f"\nTo see it, open {page}")


if __name__ == "__main__":
    main()
