"""A collection's partners: what sharing is told of the collection, and no more.

Promises: the key is the collection's own, kept outside of it; names of records that could stand in any
sentence are no secret by themselves; the canaries are those of the collection's file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tearline import config as settings
from tearline.errors import UsageError
from tearline.model.decision import Body
from tearline.sharing.editions import Desk
from tearline.sharing.resting import Resting
from tearline.sharing.sending import Private, Sharing
from tearline.store.collection import Collection

CANARIES = "canaries.txt"


def of_collection(
    collection: Collection, resting: Resting, append: Callable[[Sequence[Body]], object]
) -> Sharing:
    """Return the partners of an open collection. UsageError: its key or its canaries cannot be read."""
    config = collection.config
    return Sharing(
        *(config.root, resting, append, config.shelf),
        Desk(config.desk, settings.secret_key(config), config.exercise),
        private=Private(
            names=tuple(_coded(collection.names.used())),
            canaries=_canaries(config.root / CANARIES),
            hosts=config.hosts,
        ),
    )


def _coded(names: frozenset[str]) -> Iterator[str]:
    """Yield the records' names that are no plain words: such a one may stand in any sentence."""
    return (name for name in sorted(names) if any(char.isdigit() for char in name))


def _canaries(path: Path) -> tuple[str, ...]:
    """Return the planted words that nobody sends, a line each; none where there is no file."""
    try:
        found = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read", "It is a text file in UTF-8.") from None
    return tuple(one.strip() for one in found if one.strip())
