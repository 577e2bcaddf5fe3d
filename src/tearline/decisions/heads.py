"""The log's head written down in a second place, signed: by which a log that was cut short is noticed.

Promises: a head names the last entry, its number, the day and hour, and the collection, under a signature
made with the collection's own key; who has no key can neither make one nor change one unnoticed. A log that
holds the head still holds every entry up to it, as they were. Nothing of a decision stands in a head. Where
a desk was opened, the end of who read what stands in it too: that chain is followed by who has that file.

Does not promise to stop somebody who has both the log and the key: keep the head where they cannot write.
Only who has the key can check the signature; anybody can follow the chain to the hash.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, replace

from tearline.decisions import bodies
from tearline.decisions.log import GENESIS, DecisionLog
from tearline.errors import LogBrokenError, UsageError

TYPE = "log_head"
SCHEMA_VERSION = 2
BEFORE = 1  # heads without who read what
LONGEST = 4096  # bytes of a head's file
_FOR = b"tearline log head, version 1"


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number and hash at a time, of a collection by its id; and the signature, in hex.

    ``reads``: the last hash of the chain of who read what, ``read_rows`` its length; '' and 0 where there
    is none (no desk was ever opened).
    """

    collection: str
    seq: int
    hash: str
    at: str
    signature: str = ""
    reads: str = ""
    read_rows: int = 0


def head_of(
    log: DecisionLog, collection: str, key: bytes, at: str, reads: tuple[str, int] = ("", 0)
) -> Head:
    """Return the signed head of a log whose chain holds, and of who read what (hash, rows) beside it.

    LogBrokenError: it does not hold.
    """
    seq, last = 0, GENESIS
    count = log.verify()
    for entry in log.entries(max(count - 1, 0)):
        seq, last = entry.seq, entry.hash
    unsigned = Head(collection, seq, last, at, "", *reads)
    return replace(unsigned, signature=_signature(unsigned, key))


def to_text(head: Head) -> str:
    """Return a head as its file has it: one line of JSON."""
    row = {"type": TYPE, "schema_version": SCHEMA_VERSION if head.reads else BEFORE, **_told(head)}
    return bodies.canonical(row) + "\n"


def from_text(text: str) -> Head:
    """Read a head. UsageError: it is none."""
    try:
        row = json.loads(text)
        version = row.pop("schema_version")
        head = Head(**row) if row.pop("type") == TYPE else None
        known = head is not None and version == (SCHEMA_VERSION if head.reads else BEFORE)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        head, known = None, False
    if head is None or not known or not _is_typed(head):
        raise UsageError(
            "the file is not a log's head", "Give the file that `tearline log head` wrote."
        )
    return head


def _is_typed(head: Head) -> bool:
    numbers = (head.seq, head.read_rows)
    texts = (head.collection, head.hash, head.at, head.signature, head.reads)
    return all(type(one) is int and one >= 0 for one in numbers) and all(
        isinstance(one, str) for one in texts
    )


def check(log: DecisionLog, head: Head, collection: str, key: bytes) -> int:
    """Follow the log up to a head and to its end; return how many entries came since.

    LogBrokenError: the head is not as it was signed, or the log does not hold it any more.
    """
    if head.collection != collection:
        raise UsageError(
            "the head is another collection's", "Give the one that was written of this collection."
        )
    if not hmac.compare_digest(_signature(head, key), head.signature):
        raise LogBrokenError(
            "the head was changed since it was signed, or signed with another key",
            "Bring it back from the second place; the collection's key from its backup.",
        )
    count = log.verify(head.hash)
    found = log.entry(head.hash)
    if (found.seq if found else 0) != head.seq:
        raise LogBrokenError(
            f"the head is of entry {head.seq}, and that hash stands elsewhere in the log",
            "Bring decisions.db back from its backup; do not edit it.",
        )
    return count - head.seq


def _signature(head: Head, key: bytes) -> str:
    told = {key: value for key, value in _told(head).items() if key != "signature"}
    own = hmac.new(key, _FOR, hashlib.sha256).digest()
    return hmac.new(own, bodies.canonical(told).encode(), hashlib.sha256).hexdigest()


def _told(head: Head) -> dict[str, object]:
    """Return a head's fields as its file and its signature have them: what is not there is not said."""
    return {key: value for key, value in asdict(head).items() if head.reads or "read" not in key}
