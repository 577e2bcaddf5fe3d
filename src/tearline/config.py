"""tearline.toml + environment + flags -> one frozen Config; a flag beats the environment beats the file.

Secrets do not stand in it: the key under which values are hashed lies in a 0600 file outside the
collection, so that a copy of the collection alone cannot be asked "is this number in it?".
"""

from __future__ import annotations

import getpass
import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tearline.errors import NoCollectionError, UsageError

FILE = "tearline.toml"
KNOWN = {
    "collection": {"schema_version", "id", "name", "guide"},
    "run": {"workers", "page_seconds", "worker_memory_mb"},
    "find": {"terms"},
}


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a run needs to know before it opens anything.

    ``terms`` is a file with a term a line, or None. ``page_seconds`` is the time one page may take,
    ``worker_memory`` the address space of a worker in bytes.
    """

    root: Path
    id: str
    name: str
    guide: str
    workers: int
    page_seconds: float
    worker_memory: int
    terms: Path | None

    @property
    def catalog(self) -> Path:
        """The catalog's file."""
        return self.root / "catalog.db"

    @property
    def decisions(self) -> Path:
        """The decision log's file: the one to back up."""
        return self.root / "decisions.db"

    @property
    def blobs(self) -> Path:
        """The folder of content-addressed files."""
        return self.root / "blobs"

    @property
    def custody(self) -> Path:
        """The folder of custody records, which never leaves the desk."""
        return self.root / "custody"


def load(root: Path, *, workers: int | None = None) -> Config:
    """Read a collection's settings; NoCollectionError where there is none, UsageError where it is wrong."""
    path = root / FILE
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NoCollectionError(
            f"there is no collection in {root.resolve()}",
            "Make one with `tearline init DIR`, or name it with -C DIR or TEARLINE_COLLECTION.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not well-formed TOML ({error})", "Mend it.") from None
    for section, keys in data.items():
        unknown = set(keys) - KNOWN.get(section, set())
        if unknown or section not in KNOWN:
            what = f"{section}.{min(unknown)}" if unknown else section
            raise UsageError(f"{path}: no setting is called {what}", "See docs/reference.md.")
    collection, run, find = (data.get(section, {}) for section in ("collection", "run", "find"))
    terms = os.environ.get("TEARLINE_TERMS") or find.get("terms")
    return Config(
        root=root,
        id=_text(path, collection, "id"),
        name=_text(path, collection, "name"),
        guide=os.environ.get("TEARLINE_GUIDE") or _text(path, collection, "guide"),
        workers=workers if workers is not None else _workers(path, run),
        page_seconds=float(run.get("page_seconds", 120)),
        worker_memory=int(run.get("worker_memory_mb", 3072)) << 20,
        terms=root / terms if terms else None,
    )


def create(root: Path, *, guide: str, name: str = "") -> Config:
    """Make the settings of a new collection in ``root``; UsageError where there already is one."""
    root.mkdir(parents=True, exist_ok=True)
    path = root / FILE
    if path.exists():
        raise UsageError(
            f"there is already a collection in {root.resolve()}", "Use it, or name another folder."
        )
    title = (name or root.resolve().name).replace("\\", "").replace('"', "")
    text = (
        "[collection]\n"
        "schema_version = 1\n"
        f'id = "{secrets.token_hex(16)}"\n'
        f'name = "{title}"\n'
        f'guide = "{guide}"\n'
    )
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    os.replace(part, path)
    return load(root)


def secret_key(config: Config) -> bytes:
    """Return the collection's 32-byte key, made on first use in a 0600 file outside the collection.

    TEARLINE_KEYS names the folder; otherwise it is the user's configuration folder.
    """
    path = _key_path(config)
    folder = path.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        part = folder / f".{config.id}.{secrets.token_hex(4)}"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(32))
        os.replace(part, path)
    return path.read_bytes()


def forget_key(config: Config) -> None:
    """Remove the key of a collection that is gone; there may be none."""
    _key_path(config).unlink(missing_ok=True)


def _key_path(config: Config) -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    folder = Path(os.environ.get("TEARLINE_KEYS") or Path(home) / "tearline" / "keys")
    return folder / f"{config.id}.key"


def login() -> str:
    """Return the name the operating system knows the person by."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _text(path: Path, section: dict[str, Any], key: str) -> str:
    value = section.get(key)
    if not isinstance(value, str) or not value:
        raise UsageError(
            f"{path}: collection.{key} is missing", "Put it back, or make the file anew."
        )
    return value


def _workers(path: Path, run: dict[str, Any]) -> int:
    value = os.environ.get("TEARLINE_WORKERS") or run.get("workers") or os.cpu_count() or 1
    try:
        return max(1, int(value))
    except ValueError:
        raise UsageError(f"{path}: run.workers is not a number", "Write one.") from None
