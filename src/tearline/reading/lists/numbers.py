"""What a record is called: file names and numbers in one comparable form, and who has two names.

Promises: ``plain_name`` is idempotent and loses only what a file's publishing added: folders, the suffix,
the agency's own control number, ``multirif`` and ``redacted``. A record number in any of its spellings is
``ddd-ddddd-ddddd``. Aliases come from where somebody stated them (an index spreadsheet, a person), never from
likeness. Does not say that two records of one number are one record, nor that a new number is a new page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_SUFFIX = re.compile(r"\.(?:pdf|md|txt|tiff?|png|jpe?g|html?|mp3|wav)$")
# the agency's own number: (C06932208), _C06932208, [c06932208], and behind others docid_6782007_sealed
_CONTROL = re.compile(
    r"[ _]?[(\[]?c0\d{7}[)\]]?\.?$|(?<=.)[ _-]docid[ _-]?\d{6,9}(?:[ _-]sealed)?$"
)
_ADDED = re.compile(r"[ _-](?:multirif|redacted?)$")
_NUMBER = re.compile(r"(\d{3})[-_. ]?(\d{5})[-_. ]?(\d{5})")
_SPACES = re.compile(r"\s+")
# what an archive names its files by besides: its system's number for the document
_DOCUMENT_ID = re.compile(r"(?:doc(?:ument)?[ _-]?id)?[ _-]*(\d{6,9})(?:\.0)?")


def is_record_number(plain: str) -> bool:
    """Say whether a plain name is a record number ``ddd-ddddd-ddddd`` and nothing more."""
    return _NUMBER.fullmatch(plain) is not None


def plain_name(name: str) -> str:
    """Return what a file's or a record's name comes to: lower case, without what publishing added.

    A record number at its start is written ``ddd-ddddd-ddddd``; what follows it stays, for it may tell two
    parts apart. An empty name comes to ''.
    """
    plain = _SPACES.sub(" ", name.replace("\\", "/").rsplit("/", 1)[-1]).strip().lower()
    before = None
    while plain != before:
        before = plain
        for added in (_SUFFIX, _CONTROL, _ADDED):
            plain = added.sub("", plain).strip(" .")
    number = _NUMBER.match(plain)
    if number and not plain[number.end() : number.end() + 1].isdigit():
        plain = "-".join(number.groups()) + plain[number.end() :]
    return plain


def document_name(value: str) -> str:
    """Return the plain name of a file named by a document id: ``docid-32206291``; '' if it is none."""
    found = _DOCUMENT_ID.fullmatch(value.strip().lower())
    return f"docid-{found[1]}" if found else ""


@dataclass(frozen=True, slots=True)
class Aliases:
    """Which names are one record's, as somebody stated: each plain name's own key.

    ``disputed``: names that were stated for two records; they keep their own key.
    """

    keys: dict[str, str] = field(default_factory=dict)
    disputed: frozenset[str] = frozenset()

    @classmethod
    def none(cls) -> Aliases:
        """Return what is known where nobody stated anything."""
        return cls()

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[str, str]]) -> Aliases:
        """Return the aliases that pairs of (another name, record number) state."""
        found: dict[str, str] = {}
        disputed: set[str] = set()
        for name, number in pairs:
            other, key = plain_name(name), plain_name(number)
            if not other or not key or other == key:
                continue
            if found.setdefault(other, key) != key:
                disputed.add(other)
        keys = {name: key for name, key in found.items() if name not in disputed}
        return cls(keys, frozenset(disputed))

    @classmethod
    def of_spreadsheets(cls, paths: Iterable[Path]) -> Aliases:
        """Return what an archive's index spreadsheets state: file names and document ids of each number.

        UsageError where one cannot be read. A file that carries several records is ``disputed``.
        """
        from tearline.reading.lists.spreadsheet import read_spreadsheet  # noqa: PLC0415 - it needs plain_name

        return cls.of_pairs(pair for path in paths for pair in read_spreadsheet(path).aliases())

    def key(self, name: str) -> str:
        """Return what a record is compared by: its number where one is stated, else its plain name."""
        plain = plain_name(name)
        return self.keys.get(plain, plain)

    def names(self, key: str) -> tuple[str, ...]:
        """Return the other names stated for a key, sorted."""
        return tuple(sorted(name for name, own in self.keys.items() if own == key))
