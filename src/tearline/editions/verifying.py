"""Run the verifier as another program and tell it, through a pipe, what must not be found.

No verdict, no release: a verifier that dies, says nothing or cannot be started counts as a failure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verifier said: clean or not, its findings (masked), its verdict line."""

    clean: bool
    findings: tuple[dict[str, Any], ...]
    verdict: dict[str, Any]


def verify(
    folder: Path,
    lines: Iterable[dict[str, Any]],
    *,
    full: bool,
    jobs: int,
    report: bool = True,
) -> Verification:
    """Verify a release folder, or one edition, against withheld places and terms; these touch no disk.

    The verifier does not see Ctrl-C, its caller decides; it ends with this process, however that ends.
    """
    command = [sys.executable, "-m", "tearline_verify", str(folder)]
    command += ["--against", "-", "--json", "--jobs", str(max(jobs, 1))]
    command += ["--full"] if full else []
    command += ["--report"] if report else []
    command += ["--ours"] if folder.is_file() else []
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    if process.stdin is None or process.stdout is None:
        msg = "the verifier has no pipes"
        raise OSError(msg)
    troubles: list[Exception] = []
    feeder = threading.Thread(target=_feed, args=(process.stdin, lines, troubles), daemon=True)
    feeder.start()
    try:
        said = [json.loads(line) for line in process.stdout if line.strip()]
        code = process.wait()
    finally:
        process.kill()  # where it has ended, this does nothing
        process.wait()
    feeder.join()
    if troubles:  # the verifier was told only a part: whatever it says, it has not looked
        raise troubles[0]
    verdict: dict[str, Any] = next(
        (line for line in reversed(said) if line.get("type") == "verdict"), {}
    )
    findings = tuple(line for line in said if line.get("type") == "leak")
    clean = code == 0 and verdict.get("clean") is True and not findings
    if not clean and not findings:
        what = f"the verifier ended with exit code {code} and no finding"
        findings = ({"type": "leak", "probe": "could not run", "what": what},)
    return Verification(clean, findings, verdict)


def _feed(pipe: IO[bytes], lines: Iterable[dict[str, Any]], troubles: list[Exception]) -> None:
    """Write the lines; a verifier that has gone away is noticed by its missing verdict."""
    with suppress(BrokenPipeError), pipe:
        try:
            for line in lines:
                pipe.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - kept whole, raised by the caller
            troubles.append(error)
