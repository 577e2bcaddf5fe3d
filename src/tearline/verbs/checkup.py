"""What this machine has for Tearline, each part tried for real, and what to do about what is missing."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tearline.errors import ExitCode, TearlineError
from tearline.findings.detector import Settings
from tearline.findings.names import nlp
from tearline.talk import Talk

PARTS = ("pypdfium2", "pikepdf", "pillow", "opencv-python-headless", "pdfminer.six", "sqlalchemy")
LEAST_FREE_GB = 2


def doctor(talk: Talk) -> int:
    """Try each part; exit code 6 where one is missing."""
    missing = 0
    for name, check in _CHECKS.items():
        try:
            good, what = check()
        except TearlineError as error:
            good, what = False, str(error)
        except (ImportError, OSError, PackageNotFoundError) as error:
            good, what = False, f"{type(error).__name__}; install Tearline again (make install)"
        missing += not good
        talk.datum(
            "check",
            f"{'ok     ' if good else 'MISSING'} {name}: {what}",
            name=name,
            ok=good,
            what=what,
        )
    talk.datum(
        "doctor",
        "All is there." if not missing else f"{missing} parts are missing.",
        missing=missing,
    )
    return ExitCode.PROGRAM_MISSING if missing else ExitCode.DONE


def _python() -> tuple[bool, str]:
    return sys.version_info >= (3, 11), f"Python {platform.python_version()}"


def _packages() -> tuple[bool, str]:
    return True, ", ".join(f"{part} {version(part)}" for part in PARTS)


def _model() -> tuple[bool, str]:
    if not nlp.available():
        return True, "no language model: names by pattern alone (pip install 'tearline[nlp]')"
    return True, f"language model {nlp.build(Settings()).version}"


def _ocr() -> tuple[bool, str]:
    import numpy as np  # noqa: PLC0415 - tried here, not at import

    from tearline.records import versions  # noqa: PLC0415
    from tearline.records.tesseract import read_words  # noqa: PLC0415

    blank = np.full((200, 400), 255, np.uint8)
    return read_words(blank, 200) == [], f"Tesseract in process, {versions.ocr()}"


def _verifier() -> tuple[bool, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tearline_verify", "--help"], capture_output=True, check=False
    )
    return done.returncode == 0, "tearline_verify starts as a program of its own"


def _confinement() -> tuple[bool, str]:
    from tearline import confine  # noqa: PLC0415 - tried here, not at import

    found = confine.probe()
    said = [
        ("no network", found.network_denied),
        ("no programs", found.programs_denied),
        ("memory limit", found.memory_limited),
        ("dies with its parent", found.dies_with_parent),
    ]
    what = "workers: " + ", ".join(name if has else f"NOT {name}" for name, has in said)
    return all(has for _, has in said), "; ".join((what, *found.why))


def _disk() -> tuple[bool, str]:
    free = shutil.disk_usage(Path.cwd()).free / (1 << 30)
    return free >= LEAST_FREE_GB, f"{free:.0f} GB free here"


_CHECKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "python": _python,
    "packages": _packages,
    "ocr": _ocr,
    "names": _model,
    "verifier": _verifier,
    "confinement": _confinement,
    "disk": _disk,
}
