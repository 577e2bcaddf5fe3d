"""`tearline log`: follow the decision log, write it down, write its head down elsewhere, bring it back.

Promises: an export is whole or is not there; a head says nothing of a decision; a log is brought back into an
empty collection alone, all of it or up to the entry a release was built on, with the hashes it had.
"""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path

from tearline import config as settings
from tearline.decisions import deciding, heads
from tearline.decisions.log import GENESIS
from tearline.desk.access.file import AccessFile, access_path
from tearline.desk.access.reads import Reads
from tearline.editions.files import replace_file
from tearline.errors import LogBrokenError, UsageError
from tearline.store.collection import opened
from tearline.talk import Talk


def verify(root: Path, head: Path | None, talk: Talk) -> None:
    """Follow the log's chain; with ``head``, see that it holds what was signed then."""
    with opened(root, write=False) as collection:
        deciding.standing(collection)
        with deciding.open_log(collection) as log:
            count, last = log.verify(), log.head()
            said = f"{count} entries, the chain holds; head {last[:16]}…"
            since = None
            if head is not None:
                signed = heads.from_text(_text(head))
                key = settings.secret_key(collection.config)
                since = heads.check(log, signed, collection.config.id, key)
                said += (
                    f"\nIt holds the head of {signed.at}, entry {signed.seq}; {since} came since."
                )
        rows = _reads(root, signed.reads if head is not None else "")[1]
        if rows:
            said += f"\nWho read what: {rows} rows, the chain holds"
            said += ", and the head's row is in it." if head is not None and signed.reads else "."
    told = {"reads": rows} | ({} if since is None else {"since": since})
    talk.datum("log", said, entries=count, head=last, **told)


def export(root: Path, file: Path, talk: Talk) -> None:
    """Write the log as JSON Lines."""
    with opened(root, write=False) as collection, deciding.open_log(collection) as log:
        count = log.export(file)
    talk.datum("log", f"{count} entries written to {file}.", entries=count, path=str(file))


def write_head(root: Path, file: Path, talk: Talk) -> None:
    """Write the log's signed head to a file in a second place."""
    with opened(root, write=False) as collection, deciding.open_verified(collection) as log:
        key = settings.secret_key(collection.config)
        head = heads.head_of(log, collection.config.id, key, deciding.now(), _reads(root, ""))
    try:
        replace_file(file, heads.to_text(head).encode())
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror})", "Name another.") from None
    talk.datum(
        "log_head",
        f"The head, entry {head.seq}, is in {file}. Keep it where who decides cannot write.",
        entries=head.seq,
        head=head.hash,
        path=str(file),
    )


def _reads(root: Path, head: str) -> tuple[str, int]:
    """Follow the chain of who read what and return its end; ('', 0) where no desk was ever opened.

    ``head``: a hash that must be in it. TearlineError: it is not, or the chain is broken.
    """
    path = access_path(root)
    if not path.exists():
        if head:
            raise LogBrokenError(
                "the head says who read what, and access.db is gone",
                "Bring it back from its backup.",
            )
        return "", 0
    with AccessFile(path) as access:
        reads = Reads(access)
        count = reads.verify(head)
        return (reads.head(), count) if count else ("", 0)


def restore(root: Path, file: Path, entries: int | None, head: str, talk: Talk) -> None:
    """Fill an empty log from an export: all of it, or its first ``entries``."""
    with opened(root) as collection, deciding.open_log(collection) as log:
        if log.head() != GENESIS:
            raise UsageError("this collection's log has entries", "Restore into a new collection.")
        if entries is None:
            count = log.restore(file, head)
        else:
            with tempfile.TemporaryDirectory(dir=root) as folder:
                part = Path(folder) / "log.jsonl"
                with file.open("rb") as lines, part.open("wb") as out:
                    out.writelines(islice(lines, entries))
                count = _first(part, entries)
                log.restore(part, head)
    talk.datum("log", f"{count} entries brought back.", entries=count)


def _first(part: Path, entries: int) -> int:
    with part.open("rb") as lines:
        count = sum(1 for _ in lines)
    if count != entries:
        raise LogBrokenError(
            f"the export has {count} entries, not {entries}", "Export again from a whole log."
        )
    return count


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(heads.LONGEST).decode("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "Check the path.") from None
