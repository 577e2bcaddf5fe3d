"""The picture of a page as it was read, for the desk's browser: drawn in a confined worker, kept beside.

Promises: the pixels are those that were read, made smaller to one of two resolutions and never turned, so
that boxes in the page's own units lie where they lie; drawn once, then read from ``pictures/`` of the
collection, its owner's alone, under the hash of the file; no more than ``DRAWING`` at once, so that a
browser that asks for a thousand does not stop the desk. Nothing of the file goes along but pixels.
Does not promise a picture of a text file, which has none.
"""

from __future__ import annotations

import io
import os
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from tearline.confine import Limits, plain_loads
from tearline.desk.sheet import Leaf
from tearline.errors import LockedError, PageFailedError
from tearline.model.record import MediaType
from tearline.store.collection import Collection
from tearline.workers import Outcome, WorkerDiedError, Workers, perform

SMALL, LARGE = 110, 220  # dots an inch
DRAWING = 2
WAITING = 32  # drawings that may wait for their turn
FORM = 1  # part of a picture's name: raise it when the same page gives another picture
QUALITY = 82
MEDIA_TYPE = "image/webp"
_WEBP = b"RIFF"
_MOST_SIDE = 16_000  # pixels: WebP can have 16,383


@dataclass(frozen=True, slots=True)
class DrawJob:
    """A page to draw: its file, what that is, the page's number there, dots an inch."""

    path: str
    media_type: MediaType
    page: int
    dpi: int


class Pictures:
    """Draws and keeps pictures of one collection's pages. Threads share it."""

    def __init__(self, collection: Collection) -> None:
        """Start no worker before the first picture."""
        self._collection = collection
        self._folder = collection.config.root / "pictures"
        self._limits = Limits(
            seconds=collection.config.page_seconds, address_space=collection.config.worker_memory
        )
        self._workers: Workers | None = None
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(WAITING)

    def close(self) -> None:
        """Let the workers go."""
        with self._lock:
            if self._workers is not None:
                self._workers.shutdown(cancel_futures=True)
                self._workers = None

    def of(self, leaf: Leaf, dpi: int = SMALL) -> bytes | None:
        """Return a page's picture as WebP, None for a text file.

        PageFailedError: it cannot be drawn. LockedError: too many are being drawn.
        """
        kind = MediaType(leaf.file.media_type)
        if kind is MediaType.TEXT:
            return None
        dpi = SMALL if dpi <= SMALL else LARGE
        path = self._path(leaf, dpi)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            pass
        if not self._room.acquire(blocking=False):
            raise LockedError("too many pages are being drawn", "Wait a moment, then ask again.")
        try:
            source = str(self._collection.blobs.path(leaf.file.sha256))
            data = self._drawn(DrawJob(source, kind, leaf.local, dpi))
        finally:
            self._room.release()
        self._keep(path, data)
        return data

    def _path(self, leaf: Leaf, dpi: int) -> Path:
        name = f"{leaf.file.sha256}-{leaf.local}-{dpi}-{FORM}.webp"
        return self._folder / leaf.file.sha256[:2] / name

    def _drawn(self, job: DrawJob) -> bytes:
        future = self._hands().submit(perform, draw, job, self._limits.seconds)
        try:
            outcome = cast("Outcome", future.result())
        except WorkerDiedError:
            raise PageFailedError(
                f"page {job.page} could not be drawn: its worker ended",
                "Look at the file itself; `tearline doctor` says whether workers run.",
            ) from None
        if outcome.payload is not None:
            data = plain_loads(outcome.payload, frozenset({"tearline"}))
            if isinstance(data, bytes) and data.startswith(_WEBP):
                return data
        why = outcome.message or "what came back is no picture"
        raise PageFailedError(f"page {job.page} could not be drawn: {why}", outcome.remedy)

    def _hands(self) -> Workers:
        with self._lock:
            if self._workers is None:
                self._workers = Workers(DRAWING, self._limits)
            return self._workers

    def _keep(self, path: Path, data: bytes) -> None:
        """Keep a picture, whole or not at all; where there is no room it is drawn again next time."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)


def draw(job: DrawJob) -> bytes:
    """Decode a page and make it smaller (in a worker); WebP."""
    from PIL import Image  # noqa: PLC0415 - for the worker alone

    from tearline.model.area import UNITS_PER_INCH  # noqa: PLC0415
    from tearline.records.raster import raster  # noqa: PLC0415

    found = raster(job.path, job.media_type, job.page)
    wide = max(1, found.width * job.dpi // UNITS_PER_INCH)
    tall = max(1, found.height * job.dpi // UNITS_PER_INCH)
    scale = min(1.0, _MOST_SIDE / wide, _MOST_SIDE / tall)
    image = found.image
    # A page of two values is shrunk as a grey one, or thin strokes would go.
    if image.mode == "1":
        image = image.convert("L")
    size = (max(1, int(wide * scale)), max(1, int(tall * scale)))
    if size[0] < image.width or size[1] < image.height:
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()
