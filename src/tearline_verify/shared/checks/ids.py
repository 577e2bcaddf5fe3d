"""Every string that has the shape of an id belongs to this edition, or to everybody.

Promises: UUIDs (with and without hyphens), the desk's own ids and hashes in hex are found in all
decoded texts; each must be an id of an object or MISP row here, a file's hash in the manifest, or a
well-known marking or extension. An id may not stand for two objects. Does not follow references.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tearline_verify.shared.edition import OBJECTS
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "ids"
_HASHES = {32: "a UUID or MD5", 40: "a SHA-1", 64: "a SHA-256"}
_SHAPE = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
    r"|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32}|[rR][0-9A-Fa-f]{12})(?![0-9A-Za-z])"
)


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the id-shaped strings that are of no thing of this edition."""
    texts = look.edition.texts
    own = {uuid.replace("-", "") for uuid in look.uuids} | look.edition.hashes
    for match in _SHAPE.finditer(texts.joined):
        bare = match[0].replace("-", "").lower()
        if bare in own:
            continue
        what = "a UUID" if "-" in match[0] else _HASHES.get(len(bare), "a desk's id")
        yield from texts.leaks(
            NAME, texts.piece_at(match.start()), f"{what} of nothing in the edition"
        )
    counted = Counter(thing.id for thing in look.edition.things)
    for thing in look.edition.things:
        if not thing.id:
            yield Leak(NAME, OBJECTS, "an object without an id", thing.at)
        elif counted[thing.id] > 1:
            yield Leak(NAME, OBJECTS, "one id for several objects", thing.at)
