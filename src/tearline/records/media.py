"""What a file is by its bytes, whatever its name says.

Promises: looks at the bytes alone, never decodes, never trusts a name. Knows five kinds; everything
else is None. HTML is text: that it may carry a PDF's name is for the survey to refuse.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from tearline.errors import FileRefusedError
from tearline.model.record import MediaType

_HEAD = 1 << 16
_PDF_WITHIN = 1024  # a PDF's header may stand behind this much of something else
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x08\x0b\x1b")
_MAGIC = (
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
    (b"II+\x00", MediaType.TIFF),
    (b"MM\x00+", MediaType.TIFF),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAMED = {
    ".pdf": MediaType.PDF,
    ".tif": MediaType.TIFF,
    ".tiff": MediaType.TIFF,
    ".png": MediaType.PNG,
    ".jpg": MediaType.JPEG,
    ".jpeg": MediaType.JPEG,
}


def identify(path: str | Path, name: str = "") -> MediaType | None:
    """Return what the file at ``path`` is, or None for a kind Tearline does not read.

    ``name`` is what messages call the file (by default its own name). Raises
    FileRefusedError("empty") for a file of zero bytes.
    """
    with Path(path).open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        name = name or Path(path).name
        msg = f"{name} is empty (0 bytes)"
        raise FileRefusedError("empty", msg, "Get the file again from where it came from")
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return MediaType.PDF
    return MediaType.TEXT if _is_text(head) else None


def expect_name(media_type: MediaType | None, name: str) -> None:
    """Refuse a text, or an unknown kind, that carries a page format's name ("a PDF that is
    HTML").
    """
    claimed = _NAMED.get(Path(name).suffix.lower())
    if claimed is not None and media_type in {None, MediaType.TEXT}:
        what = "an unknown kind of file" if media_type is None else "text or HTML"
        msg = f"{name} is not what its name says: its bytes are {what}"
        remedy = "Download it again (a web page may have been saved in its place), or rename it"
        raise FileRefusedError("not what it says", msg, remedy)


def _is_text(head: bytes) -> bool:
    """Say whether bytes read as text: UTF-16 with a mark, UTF-8, or Latin-1 without control
    codes.
    """
    if head.startswith(_WIDE):
        return True
    # Without control codes UTF-8 and every one-byte encoding remain; both are text.
    return not any(byte in _CONTROLS for byte in set(head))
