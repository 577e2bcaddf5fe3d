"""tearline.toml + environment + flags -> one frozen Config; a flag beats the environment beats the file.

Secrets do not stand in it: the key under which values are hashed lies in a 0600 file outside the
collection, so that a copy of the collection alone cannot be asked "is this number in it?".
"""

from __future__ import annotations

import getpass
import json
import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tearline.errors import NoCollectionError, UsageError

FILE = "tearline.toml"
LOG = "decisions.db"
MOST_WORKERS = 256
KNOWN = {
    "collection": {"schema_version", "id", "name", "guide"},
    "run": {"workers", "page_seconds", "worker_memory_mb"},
    "find": {"terms", "model"},
    "sharing": {"desk", "shelf", "hosts", "exercise"},
}


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a run needs to know before it opens anything.

    ``terms`` is a file with a term a line, or None. ``page_seconds`` is the time one page may take,
    ``worker_memory`` the address space of a worker in bytes, ``model`` whether names are also read by
    the language model where it is installed. ``desk``: the name partners know the desk by; ``hosts``: whose
    addresses may stand in what they get; ``exercise``: all that they get is one.
    """

    root: Path
    id: str
    name: str
    guide: str
    workers: int
    page_seconds: float
    worker_memory: int
    terms: Path | None
    model: bool
    desk: str = ""
    shelf_path: str = ""
    hosts: tuple[str, ...] = ()
    exercise: bool = False

    @property
    def shelf(self) -> Path:
        """The file that partners' editions stand on: beside the collection, never in it."""
        beside = self.root.resolve().parent / f"{self.root.resolve().name}-shelf"
        return self.root / self.shelf_path if self.shelf_path else beside / "shelf.db"

    @property
    def catalog(self) -> Path:
        """The catalog's file."""
        return self.root / "catalog.db"

    @property
    def decisions(self) -> Path:
        """The decision log's file: the one to back up."""
        return self.root / LOG

    @property
    def names(self) -> Path:
        """What records are called: to be backed up with the log."""
        return self.root / "names.jsonl"

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
    except (FileNotFoundError, NotADirectoryError):
        raise NoCollectionError(
            f"there is no collection in {root.resolve()}",
            "Make one with `tearline init DIR`, or name it with -C DIR or TEARLINE_COLLECTION.",
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "Mend it.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not well-formed TOML ({error})", "Mend it.") from None
    for section, keys in data.items():
        if not isinstance(keys, dict):
            raise UsageError(f"{path}: {section} is no section", "See docs/reference.md.")
        unknown = set(keys) - KNOWN.get(section, set())
        if unknown or section not in KNOWN:
            what = f"{section}.{min(unknown)}" if unknown else section
            raise UsageError(f"{path}: no setting is called {what}", "See docs/reference.md.")
    collection, run, find = (data.get(section, {}) for section in ("collection", "run", "find"))
    sharing = data.get("sharing", {})
    terms = os.environ.get("TEARLINE_TERMS") or find.get("terms")
    return Config(
        root=root,
        id=_text(path, collection, "id"),
        name=_text(path, collection, "name"),
        guide=os.environ.get("TEARLINE_GUIDE") or _text(path, collection, "guide"),
        workers=workers if workers is not None else _workers(path, run),
        page_seconds=_number(path, run, "page_seconds", 120, (1, 86_400)),
        worker_memory=int(_number(path, run, "worker_memory_mb", 3072, (512, 1 << 20))) << 20,
        terms=root / str(terms) if terms else None,
        model=_model(path, find),
        desk=str(sharing.get("desk") or _text(path, collection, "name")),
        shelf_path=str(sharing.get("shelf", "")),
        hosts=_texts(path, sharing, "hosts"),
        exercise=sharing.get("exercise") is True,
    )


def make_room(root: Path) -> Path:
    """Make the folder of a new collection and return where its log goes; UsageError where one is."""
    root.mkdir(parents=True, exist_ok=True)
    if not any(root.iterdir()):
        root.chmod(
            0o700
        )  # sealed originals and reasons lie in it: its owner's, until they share it
    if (root / FILE).exists():
        raise UsageError(
            f"there is already a collection in {root.resolve()}", "Use it, or name another folder."
        )
    return root / LOG


def create(root: Path, *, guide: str, name: str = "") -> Config:
    """Write the settings of a new collection, last of all: with them it is one."""
    path = root / FILE
    # A JSON string is a TOML string, whatever stands in it.
    title, law = (json.dumps(text) for text in (name or root.resolve().name, guide))
    text = (
        "[collection]\n"
        "schema_version = 1\n"
        f'id = "{secrets.token_hex(16)}"\n'
        f"name = {title}\n"
        f"guide = {law}\n"
    )
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    _make_key(str(tomllib.loads(text)["collection"]["id"]))
    os.replace(part, path)
    return load(root)


def secret_key(config: Config) -> bytes:
    """Return the collection's 32-byte key, which lies in a 0600 file outside the collection.

    TEARLINE_KEYS names the folder; otherwise it is the user's configuration folder. A key that is gone is
    not made anew: values found before and after would no longer be known for the same.
    """
    path = _key_path(config.id)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            f"the collection's key {path} is not there",
            "Restore it, or begin a new collection and import the log's decisions.",
        ) from None


def _make_key(id_: str) -> None:
    path = _key_path(id_)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.parent / f".{id_}.{secrets.token_hex(4)}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(secrets.token_bytes(32))
    os.replace(part, path)


def forget_key(config: Config) -> None:
    """Remove the key of a collection that is gone; there may be none."""
    _key_path(config.id).unlink(missing_ok=True)


def _key_path(id_: str) -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    folder = Path(os.environ.get("TEARLINE_KEYS") or Path(home) / "tearline" / "keys")
    return folder / f"{id_}.key"


def login() -> str:
    """Return the name the operating system knows the person by."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _texts(path: Path, section: dict[str, Any], key: str) -> tuple[str, ...]:
    value = section.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UsageError(f"{path}: {key} is a list of texts", 'As: hosts = ["example.org"].')
    return tuple(value)


def _text(path: Path, section: dict[str, Any], key: str) -> str:
    value = section.get(key)
    if not isinstance(value, str) or not value:
        raise UsageError(
            f"{path}: collection.{key} is missing", "Put it back, or make the file anew."
        )
    return value


def _number(
    path: Path, section: dict[str, Any], key: str, usual: float, between: tuple[int, int]
) -> float:
    """Return a number of the settings; UsageError where it is none, or makes no sense."""
    value = section.get(key, usual)
    good = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not good or not between[0] <= value <= between[1]:
        low, high = between
        raise UsageError(f"{path}: run.{key} is not a number from {low} to {high}", "Mend it.")
    return float(value)


def _model(path: Path, find: dict[str, Any]) -> bool:
    """Return whether the language model is asked: the environment's word (on, off) before the file's."""
    value = {"on": True, "off": False}.get(
        os.environ.get("TEARLINE_MODEL", ""), find.get("model", True)
    )
    if not isinstance(value, bool):
        raise UsageError(f"{path}: find.model is neither true nor false", "Write one of the two.")
    return value


def _workers(path: Path, run: dict[str, Any]) -> int:
    value = os.environ.get("TEARLINE_WORKERS") or run.get("workers") or os.cpu_count() or 1
    try:
        return min(max(1, int(value)), MOST_WORKERS)
    except (TypeError, ValueError):
        raise UsageError(f"{path}: run.workers is not a number", "Write one.") from None


def cache_folder() -> Path:
    """Return where what can be made again lies: TEARLINE_CACHE, or the user's cache."""
    named = os.environ.get("TEARLINE_CACHE")
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(named) if named else usual / "tearline"
