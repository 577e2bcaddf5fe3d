"""What may not stand in words that are published beside the pages: names of records, a basis of law.

Promises: such words are searched as a page is, and for every value that is withheld everywhere and every
protected person, by whole name or surname, with the joints of a file's name opened. Many a record is called
after a person: that counts only where the person is protected or withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tearline.decisions import guide as guides
from tearline.findings import detector
from tearline.findings.alike import RUN_TOGETHER, Alike
from tearline.findings.detector import Settings
from tearline.model.guide import Guide, Tier
from tearline.model.page import Page, TextSource
from tearline.model.people import WithheldValue

SHORTEST = 4  # letters of a surname that is looked for alone
PEOPLE = ("name.", "protected.")


@dataclass(frozen=True, slots=True)
class Naming:
    """All that may not be said, made ready once for any number of names."""

    told: Settings
    guide: Guide
    kinds: tuple[str, ...]
    alike: Alike

    @classmethod
    def of(cls, values: Iterable[WithheldValue], told: Settings, guide: Guide) -> Naming:
        """Make ready the withheld values and the desk's lists."""
        looked: dict[str, str] = {}
        for value in values:
            looked.setdefault(value.text, value.kind)
            if value.kind.startswith(PEOPLE):
                looked.setdefault(_surname(value.text), value.kind)
        for person in told.protected:
            kind = f"protected.{person.protection}"
            for name in (person.name, *person.aliases):
                looked.setdefault(name, kind)
                looked.setdefault(_surname(name), kind)
        looked.pop("", None)
        return cls(told, guide, tuple(looked.values()), Alike(list(looked)))

    def kinds_in(self, *texts: str) -> tuple[str, ...]:
        """Return the kinds of what stands in any of these texts and may not, sorted."""
        kinds = set()
        for text in dict.fromkeys(form for name in texts for form in _opened(name)):
            for match in self.alike.find(text):
                if match.distance < RUN_TOGETHER:
                    kinds.add(self.kinds[match.index])
            page = Page(1, 0, 0, text, (), TextSource.PLAIN, "name", "1")
            for finding in detector.find([page], self.told):
                tier = guides.propose(finding, self.guide).tier
                named = finding.kind.startswith(("name.", "page."))
                if tier in (Tier.WITHHOLD, Tier.REVIEW) and not named:
                    kinds.add(finding.kind)
        return tuple(sorted(kinds))


def _opened(text: str) -> tuple[str, ...]:
    """Return a name as it stands and with its joints opened."""
    return (text, re.sub(r"[_-]+", " ", text), re.sub(r"[_.]+", " ", text))


def _surname(name: str) -> str:
    """Return the surname of a name, '' where it is too short to be looked for alone."""
    before, comma, _ = name.partition(",")
    words = re.findall(r"\w+", before if comma else name)
    last = words[-1] if len(words) > 1 or comma else ""
    return last if len(last) >= SHORTEST and last.isalpha() else ""
