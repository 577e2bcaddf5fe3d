"""What a file of the collection is made of before it is written, and what shall become of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from making.copying import Scan
from making.marked import Item

FAIRHAVEN = "910-10001-"

POSTPONED = "JFK Act 5(g)(2)(D)"

# Why marked words are withheld or not, and under which code. A mark may pick a row by its key.
WHY = {
    "ssn": ("(b)(6)", "Social Security number of a person"),
    "twin": ("(b)(6)", "number of the brother: too weak a find for the rule, so a person decides"),
    "birth_date": ("(b)(6)", "date of birth of a private person"),
    "email": ("(b)(6)", "private e-mail address"),
    "phone": ("(b)(6)", "home telephone of a private person"),
    "name": ("(b)(6)", "name of a private person who gave no consent"),
    "passage": (POSTPONED, "would identify a confidential source"),
    "residue.hidden_text": ("(b)(6)", "words of a third party under a black box in the file"),
    "third": ("(b)(6)", "name of a third party, left in the open in one place"),
    "source": (POSTPONED, "would identify a confidential source"),
    "lifted": ("", "boxed in 1998; the Keeper has since agreed to open it"),
    "home": ("(b)(6)", "home address of a private person"),
    "health": ("(b)(6)", "health of a private person"),
    "office": ("", "office telephone of a public body"),
    "office_mail": ("", "office e-mail address of a public body"),
    "subscriber": ("", "left open until the archive knows whether the subscriber is living"),
    "hold.court_seal": ("", "stamp of a court's seal: the whole record waits for the court"),
    "hold.grand_jury": ("", "stamp of grand jury matter: the whole record waits for an order"),
    "hold.tax_6103": ("", "stamp of tax return information: no court order lifts it"),
}


@dataclass(slots=True)
class Planned:
    """A file of the collection: its name, its pages or its text, and how its record shall end.

    ``ends`` is released, held or pending; ``by`` the hold or the open matter. ``looked_at`` names
    the pages that a reviewer looked at because a machine reads them badly, each with what was seen.
    """

    name: str
    title: str
    pages: list[Scan] = field(default_factory=list)
    data: bytes = b""
    text: str = ""
    text_items: list[Item] = field(default_factory=list)
    hidden: list[tuple[int, str, list[Item]]] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    lifted: bool = False
    ends: str = "released"
    by: str = ""
    looked_at: dict[int, str] = field(default_factory=dict)
    reviewer: str = "M. Orrin"

    @property
    def record(self) -> str:
        """The name the desk knows the record by: the file's name without its ending."""
        return self.name.rsplit(".", 1)[0]

    @property
    def number(self) -> str:
        """The archive's number; two files may share one."""
        return self.record.split("_", 1)[0]


def why(item: Item) -> tuple[str, str]:
    """Return the code and the reason of marked words."""
    return WHY[item.key or item.kind]
