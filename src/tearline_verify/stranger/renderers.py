"""Other programs that draw PDF pages: poppler's and MuPDF's, where they are installed.

Promises: each draws a page as it is shown, in its own process with a time limit; one that is not
installed is named, one that fails is an error of this module. Nothing is written to a disk.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tearline_verify.stranger import bounds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SECONDS = 40.0
NAMES = {"pdftoppm": "poppler", "mutool": "MuPDF"}


class DrawingError(Exception):
    """A program did not draw the page."""


def absent() -> tuple[str, ...]:
    """Return what is not looked at because a program is not installed."""
    return tuple(
        f"How {name} shows the pages: its program {program} is not installed."
        for program, name in NAMES.items()
        if shutil.which(program) is None
    )


def installed() -> Iterator[tuple[str, str]]:
    """Yield (program, name) of those that are there."""
    for program, name in NAMES.items():
        if shutil.which(program) is not None:
            yield program, name


def draw(program: str, path: Path, number: int, dpi: float) -> NDArray[np.uint8]:
    """Draw page ``number`` (from 1): (height, width, 3). Raises ``DrawingError``."""
    where, dots, file = shutil.which(program), str(max(round(dpi), 1)), str(path.resolve())
    if where is None:
        raise DrawingError
    page = str(number)
    if program == "pdftoppm":
        command = [where, "-cropbox", "-r", dots, "-f", page, "-l", page, file]
    else:
        command = [where, "draw", "-q", "-r", dots, "-c", "rgb", "-F", "ppm", "-o", "-", file, page]
    try:
        with Image.open(io.BytesIO(_output(command)), formats=["PPM"]) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, subprocess.TimeoutExpired, SyntaxError, ValueError) as error:
        raise DrawingError from error


def _output(command: list[str]) -> bytes:
    """Return what a program writes; it is ended when its time is over."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        bounds.little_program(running.pid)
        try:
            return running.communicate(timeout=SECONDS)[0]
        except subprocess.TimeoutExpired:
            running.kill()
            raise
