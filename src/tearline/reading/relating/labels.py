"""A reader's own labels: which records belong to what is being looked for, in a file that only grows.

Promises: one JSON line a label or a sample, written at once and to the disk before ``add`` returns; a run
that was killed loses at most the line it was writing, and that line is said and passed over, never
mended. The last label of a record holds, and the earlier ones stay to be read. Two readers' files can be
put one after the other. The file is the reader's alone (mode 0600) and stands outside every release.

Does not promise that a labelled record exists: whoever ranks says which do not. Not for two programs at
one time: lines would not be torn, but neither would see the other's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tearline.errors import UsageError

SCHEMA_VERSION = 1
LONGEST_LINE = 1 << 20  # characters; a sample of ten thousand records has some 200,000
_NO_MORE = "the system says no more"
_REMEDY = "Labels are JSON lines that `tearline related` writes; name another file to start anew."


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader said of a record: belongs (``yes``) or not, when (with its zone), who."""

    record: str
    yes: bool
    when: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Records drawn at random from ``of`` unlabelled ones, in the order in which they are to be read."""

    records: tuple[str, ...]
    of: int
    seed: int
    when: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Labels:
    """A file as it was read. ``said``: every label in the order given; ``problems``: lines passed over."""

    said: tuple[Label, ...]
    samples: tuple[Sample, ...]
    problems: tuple[str, ...]

    @property
    def held(self) -> dict[str, Label]:
        """Return the label that holds for each record, in the order of first labelling."""
        return {label.record: label for label in self.said}

    @property
    def yes(self) -> tuple[str, ...]:
        """Return the records that belong."""
        return tuple(record for record, label in self.held.items() if label.yes)

    @property
    def no(self) -> tuple[str, ...]:
        """Return the records that do not."""
        return tuple(record for record, label in self.held.items() if not label.yes)


class LabelFile:
    """A file of labels, which need not be there yet."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened."""
        self.path = path

    def read(self) -> Labels:
        """Return what the file has. UsageError: it cannot be read, or has lines and not one is a label."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return Labels((), (), ())
        except OSError as error:
            what = f"{self.path}: the labels cannot be read ({error.strerror or _NO_MORE})"
            raise UsageError(what, _REMEDY) from error
        said: list[Label] = []
        samples: list[Sample] = []
        problems: list[str] = []
        lines = data.split(b"\n")
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found = _parsed(line)
            except (ValueError, KeyError, TypeError, RecursionError):
                cut = "is cut short" if number == len(lines) else "is no label"
                problems.append(f"{self.path}: line {number} {cut} and is passed over")
                continue
            if isinstance(found, Label):
                said.append(found)
            else:
                samples.append(found)
        if problems and not said and not samples and len(problems) > 1:
            raise UsageError(f"{self.path} holds no labels", _REMEDY)
        return Labels(tuple(said), tuple(samples), tuple(problems))

    def add(self, rows: Iterable[Label | Sample]) -> None:
        """Write lines at the end, each whole, and let them reach the disk. UsageError: it cannot."""
        made = b"".join(_line(row) for row in rows)
        if not made:
            return
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(handle).st_size
                # A line that was cut short stays alone: what is added begins a line of its own.
                if size and os.pread(handle, 1, size - 1) != b"\n":
                    made = b"\n" + made
                while made:
                    made = made[os.write(handle, made) :]
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            what = f"{self.path}: the label cannot be written ({error.strerror or _NO_MORE})"
            raise UsageError(what, "Make room, or name a file that can be written.") from error


def _line(row: Label | Sample) -> bytes:
    """Return a row as a line. ValueError: no record, or a time without its zone."""
    if row.when.utcoffset() is None:
        msg = "a label's time needs its zone"
        raise ValueError(msg)
    data: dict[str, Any] = {"type": "label", "schema_version": SCHEMA_VERSION}
    if isinstance(row, Label):
        if not row.record:
            msg = "a label names its record"
            raise ValueError(msg)
        data |= {"record": row.record, "yes": row.yes}
    else:
        data |= {"type": "sample", "records": row.records, "of": row.of, "seed": row.seed}
    data |= {"when": row.when.isoformat(), "by": row.by}
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _parsed(line: bytes) -> Label | Sample:
    """Return what a line says. ValueError, KeyError or TypeError: it is no label."""
    if len(line) > LONGEST_LINE:
        msg = "too long"
        raise ValueError(msg)
    row = json.loads(line.decode("utf-8", "surrogatepass"))
    if row["schema_version"] != SCHEMA_VERSION:
        msg = "another version's"
        raise ValueError(msg)
    when = datetime.fromisoformat(_text(row["when"]))
    if when.utcoffset() is None:
        msg = "a time without its zone"
        raise ValueError(msg)
    by = _text(row["by"])
    if row["type"] == "sample":
        records = tuple(_text(one) for one in row["records"])
        return Sample(records, int(row["of"]), int(row["seed"]), when, by)
    if row["type"] != "label" or not isinstance(row["yes"], bool):
        msg = "neither yes nor no"
        raise ValueError(msg)
    return Label(_named(row["record"]), row["yes"], when, by)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _named(value: object) -> str:
    if not (name := _text(value)):
        msg = "no record"
        raise ValueError(msg)
    return name
