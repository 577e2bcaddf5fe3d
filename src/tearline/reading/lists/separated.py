"""The rows of a text of separated values (.csv, .tsv), whatever its encoding and its separator.

Promises: UTF-8 and UTF-16 are known by their bytes, anything else is read as Windows-1252 and said; the
separator is the one that parts the first lines alike; quotes that do not hold are said with their line.
Does not repair: a quote that never closes would swallow the rest, and is an error.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

from tearline.errors import UsageError
from tearline.reading.lists.losses import Loss, LossKind

MOST_BYTES = 1 << 28
LONGEST = 1 << 17  # characters of one value
_SEPARATORS = ",\t;|"
_LINES = 20


def separated_rows(path: Path, losses: list[Loss]) -> list[list[str]]:
    """Return the rows of a text; what was doubtful goes to ``losses``. UsageError: it is no such text."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise UsageError(f"{path} has {size} bytes, an index may have {MOST_BYTES}", "Part it.")
    text = _decoded(path, losses)
    if text.count("\0") * 100 > len(text):
        raise UsageError(f"{path} is neither a workbook nor a text", "Name an .xlsx or .csv file.")
    separator = _separator(text)
    strict = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return _checked(strict, path)
    except csv.Error as error:
        line = strict.line_num
        if "unexpected end" in str(error):
            raise UsageError(
                f"{path} has a quote that is never closed: what follows it would be lost",
                "Save it anew from the program that wrote it.",
            ) from error
    lenient = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = _checked(lenient, path)
    except csv.Error as error:
        raise UsageError(
            f"{path}, line {lenient.line_num}: not separated values ({error})",
            "Save it anew from the program that wrote it.",
        ) from error
    done = f"line {line} or a later one has a quote inside a quoted value: values may have run together"
    losses.append(Loss(LossKind.QUOTES, path.name, 0, "", "", done))
    return rows


def _checked(rows: Any, path: Path) -> list[list[str]]:  # noqa: ANN401 - csv has no name for it
    """Return a reader's rows; a value too long is an error: the csv module's own limit is everybody's."""
    found = []
    for row in rows:
        if any(len(cell) > LONGEST for cell in row):
            raise UsageError(
                f"{path}, line {rows.line_num}: a value of more than {LONGEST:,} characters",
                "Save it anew from the program that wrote it.",
            )
        found.append(row)
    return found


def _decoded(path: Path, losses: list[Loss]) -> str:
    data = path.read_bytes()
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    text = data.decode("cp1252", "replace")
    strange = sum(not char.isascii() for char in text)
    done = "bytes that are no UTF-8 were read as Windows-1252"
    losses.append(Loss(LossKind.ENCODING, path.name, 0, "", "", done, strange))
    return text


def _separator(text: str) -> str:
    """Return the separator that parts the first lines into the most cells, alike in the most lines."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:_LINES]

    def weight(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
        width, times = max(widths.items(), key=lambda one: (one[0] > 1, one[1]), default=(1, 0))
        return (times if width > 1 else 0, width)

    try:
        return max(_SEPARATORS, key=weight)
    except csv.Error:
        return ","
