"""A plain text as a PDF, set in our own type, its words as text.

Promises: equal texts under equal titles are equal bytes. Does not set tables, and does not shape.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tearline.editions.pdf import write_pdf
from tearline.editions.typeset import set_pages


def to_pdf(text: str, title: str) -> bytes:
    """Return a text as a PDF with that title, set in our own type."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.pdf"
        write_pdf(set_pages(text, ()), title, path)
        return path.read_bytes()
