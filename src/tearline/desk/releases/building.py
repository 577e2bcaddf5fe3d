"""A release built from the desk: the same steps as ``tearline build``, into a folder beside the collection.

Promises: the collection's lock is held while it is built, the guide's signatures are checked by the build
itself, and what came of it is told: counts, held and pending, the verifier's verdict and the custody record's
name. Killed anywhere, the same order goes on where it was. Nothing is ever written over.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from tearline.config import Config
from tearline.editions import publishing, release
from tearline.editions.publishing import Order
from tearline.errors import UsageError
from tearline.model.guide import Guide
from tearline.store.collection import opened
from tearline.store.queue import Run

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to. ``manifest`` is the hash of its manifest, ``custody`` the record's file name.

    ``kept_back`` are (record, outcome, why) of those that stayed, ``more`` how many are not listed.
    ``verdict``: clean, and what the verifier says it looked at.
    """

    name: str
    audience: str
    date: str
    counts: dict[str, int]
    held: int
    pending: int
    failed: int
    kept_back: tuple[tuple[str, str, str], ...]
    more: int
    clean: bool
    verdict: dict[str, object]
    manifest: str
    custody: str


LISTED = 50


def releases_folder(config: Config) -> Path:
    """Return the folder beside a collection in which its desk puts releases."""
    return config.root.resolve().with_name(f"{config.root.resolve().name}-releases")


def out_of(config: Config, name: str) -> Path:
    """Return where a release of that name goes. UsageError: it is no plain name."""
    if not _NAME.fullmatch(name) or name.endswith(".part"):
        raise UsageError(
            "a folder's name has letters, digits, dots, dashes and underscores",
            "Such as public-2026-11-23.",
        )
    return releases_folder(config) / name


def find(config: Config, manifest: str) -> Path | None:
    """Return the folder of a release by its manifest's hash, None where it is not beside the collection."""
    folder = releases_folder(config)
    for path in sorted(folder.glob(f"*/{MANIFEST}")) if folder.is_dir() else ():
        if hashlib.sha256(path.read_bytes()).hexdigest() == manifest:
            return path.parent
    return None


def build(root: Path, order: Order, guide: Guide, run: Run, workers: int) -> Built:
    """Build, verify and publish a release. Errors are those of ``tearline build``."""
    with opened(root, workers=workers) as collection:
        publishing.check_date(collection, order)
        order.out.parent.mkdir(mode=0o700, exist_ok=True)
        made = release.build(collection, order, guide, run)
        digest = hashlib.sha256((order.out / MANIFEST).read_bytes()).hexdigest()
        custody = publishing.custody_path(collection, order, digest[:16])
    kept = [
        (one.name, one.result.outcome.value, one.result.open[0].detail if one.result.open else "")
        for one in (*made.held, *made.pending)
    ]
    return Built(
        order.out.name,
        order.audience,
        order.date,
        made.counts,
        len(made.held),
        len(made.pending),
        made.failed,
        tuple(kept[:LISTED]),
        max(len(kept) - LISTED, 0),
        made.verdict.get("clean") is True,
        {
            key: value
            for key, value in made.verdict.items()
            if isinstance(value, (int, float, str, bool))
        },
        digest,
        custody.name,
    )
