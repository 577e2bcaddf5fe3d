"""Opening a stranger's PDF: how many pages it has, for each of two programs, and whether it is locked.

Promises: a file that a password locks is told by one sentence and nothing else; one that cannot be
opened, that has no page, or in which two programs see different pages is a finding. Guesses no
password but the empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from tearline_verify.stranger import telling, walk
from tearline_verify.stranger.case import FILE

if TYPE_CHECKING:
    from tearline_verify.leaks import Tally
    from tearline_verify.stranger.case import Case

PROBE = "open"


def look(case: Case, tally: Tally) -> tuple[int, bool]:
    """Return how many pages the renderer counts, and whether the file is locked; tell what is wrong."""
    tally.looked[PROBE] += 1
    try:
        document = pypdfium2.PdfDocument(case.raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            tally.leak(PROBE, FILE, telling.LOCKED)
            return 0, True
        tally.leak(PROBE, FILE, telling.NOT_OPENED)
        return 0, False
    try:
        pages = len(document)
    finally:
        document.close()
    if not pages:
        tally.leak(PROBE, FILE, telling.NO_PAGES)
    others = _counted(case)
    if others is not None and others != pages:
        tally.leak(PROBE, FILE, telling.DISAGREE.format(pages, others))
    return pages, False


def _counted(case: Case) -> int | None:
    """Return how many pages the other program counts; None where it does not open the file."""
    try:
        with walk.opened(case.raw) as pdf:
            return len(pdf.pages)
    except pikepdf.PdfError:
        return None  # told by the objects' walk
