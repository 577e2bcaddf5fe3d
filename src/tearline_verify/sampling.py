"""Which pages are read again: the same ones for the same released bytes, whoever asks."""

from __future__ import annotations

from hashlib import sha256

_WHOLE = 1 << 64


def picked(pdf_digest: bytes, page: int, share: float, *, full: bool) -> bool:
    """Say whether page ``page`` (from 1) of the released PDF with this digest is in the sample."""
    if full:
        return True
    digest = sha256(pdf_digest + page.to_bytes(4, "big")).digest()
    return int.from_bytes(digest[:8], "big") < share * _WHOLE
