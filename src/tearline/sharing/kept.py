"""Editions for partners as the desk keeps them: the very files, and beside them what each item's rows are.

Promises: an edition is found by its audience and the minute it was made, and is what the log says by its
manifest's hash, else it is refused. What lies in ``custody`` leads from ids back to the register and never
leaves the desk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tearline.errors import UsageError
from tearline.model.as_data import of_data, to_data
from tearline.model.partner_view import SharedItem
from tearline.model.register import Kind

MANIFEST, OBJECTS, MISP = "edition.json", "objects.jsonl", "misp.json"
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Gone:
    """An item that an audience had and has no more: its handle, what it was, since which edition."""

    item: str
    handle: str
    kind: Kind
    since: str


@dataclass(frozen=True, slots=True)
class State:
    """What an edition was made of: its items, the ids of each item's objects, what is withdrawn."""

    items: tuple[SharedItem, ...]
    ids: Mapping[str, tuple[str, ...]]
    gone: tuple[Gone, ...]

    def to_json(self) -> str:
        """Return it as it is kept."""
        value = {
            "schema_version": SCHEMA_VERSION,
            "items": [to_data(one) for one in self.items],
            "ids": {item: list(held) for item, held in sorted(self.ids.items())},
            "gone": [to_data(one) for one in self.gone],
        }
        return json.dumps(value, ensure_ascii=False)


EMPTY = State((), {}, ())


class Kept:
    """One edition in its folder, read when it is asked for."""

    def __init__(self, folder: Path, custody: Path, manifest: str) -> None:
        """Take its folder, its state's file, and the hash of its manifest as the log has it.

        UsageError: it is not there, or is other bytes.
        """
        self.folder, self._custody = folder, custody
        try:
            found = (folder / MANIFEST).read_bytes()
        except OSError as error:
            raise _lost(folder, error.strerror or "it cannot be read") from None
        if hashlib.sha256(found).hexdigest() != manifest:
            raise _lost(folder, "its list of files is not the one the log knows")
        self._manifest: dict[str, Any] = json.loads(found)

    @property
    def made(self) -> str:
        """The minute it was made."""
        return str(self._manifest["made"])

    @property
    def marking(self) -> str:
        """The marking it was put out with, as a TLP label."""
        return str(self._manifest["marking"])

    @property
    def tombstones(self) -> bool:
        """Whether it says of anything that it is withdrawn."""
        return any(row.get("revoked") for row in self.objects.values())

    @cached_property
    def objects(self) -> dict[str, dict[str, Any]]:
        """Its STIX objects by id, as they were put out."""
        rows = map(json.loads, self.file(OBJECTS).decode("utf-8").splitlines())
        return {row["id"]: row for row in rows}

    @cached_property
    def misp(self) -> dict[str, Any]:
        """Its MISP events."""
        found: dict[str, Any] = json.loads(self.file(MISP))
        return found

    @cached_property
    def state(self) -> State:
        """What it was made of."""
        try:
            value = json.loads(self._custody.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise _lost(self._custody, type(error).__name__) from None
        return State(
            tuple(of_data(SharedItem, one) for one in value["items"]),
            {item: tuple(held) for item, held in value["ids"].items()},
            tuple(of_data(Gone, one) for one in value["gone"]),
        )

    def file(self, name: str) -> bytes:
        """Return a file as the manifest lists it. UsageError: it is other bytes."""
        raw = (self.folder / name).read_bytes()
        listed = {one["path"]: one["sha256"] for one in self._manifest["files"]}
        if hashlib.sha256(raw).hexdigest() != listed.get(name):
            raise _lost(self.folder / name, "it is not as its edition lists it")
        return raw


def _lost(path: Path, why: str) -> UsageError:
    return UsageError(
        f"the edition kept in {path} cannot be used: {why}",
        "Restore the folder `shared` and `custody` of the collection from the backup.",
    )


def place(root: Path, audience: str, made: str) -> tuple[Path, Path]:
    """Return where an edition is kept, and where its state is, in a collection."""
    stamp = made.replace(":", "").replace("-", "")
    return (
        root / "shared" / audience / stamp,
        root / "custody" / "shared" / audience / f"{stamp}.json",
    )


def manifest_of(files: Mapping[str, bytes], marking: str, made: str) -> bytes:
    """Return an edition's list of files, with the marking and the minute it was made."""
    value = {
        "type": "edition",
        "schema_version": SCHEMA_VERSION,
        "marking": marking,
        "made": made,
        "files": [
            {"path": name, "sha256": hashlib.sha256(raw).hexdigest(), "size": len(raw)}
            for name, raw in sorted(files.items())
        ],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
