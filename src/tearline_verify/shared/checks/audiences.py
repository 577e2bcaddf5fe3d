"""Who else is told: sharing groups, other addressees, and definitions that nothing here uses.

Promises: marking and extension definitions that no object uses, MISP's sharing groups and CAP's
addressees beyond one are found. Other partners' names are the hidden list's (see ``values``). Does not
know who this partner is.
"""

from __future__ import annotations

from collections.abc import Iterator

from tearline_verify.shared.edition import MISP, OBJECTS
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "audiences"
_GROUPS = {"SharingGroup", "SharingGroupOrg", "SharingGroupServer"}
_BY_GROUP = "4"


def leaks(look: Look) -> Iterator[Leak]:
    """Yield what tells of another audience."""
    used: set[str] = set()
    for thing in look.edition.things:
        for row in thing.rows:
            refs = row.get("object_marking_refs")
            used.update(one for one in refs if isinstance(one, str)) if isinstance(
                refs, list
            ) else None
            extensions = row.get("extensions")
            used.update(extensions) if isinstance(extensions, dict) else None
            if isinstance(row.get("marking_ref"), str):
                used.add(row["marking_ref"])
    for thing in look.edition.things:
        if thing.type in ("marking-definition", "extension-definition") and thing.id not in used:
            yield Leak(NAME, OBJECTS, f"a {thing.type} that no object uses", thing.at)
    for _, row in look.misp:
        if _GROUPS & set(row) or str(row.get("sharing_group_id", "0")) not in ("0", "None"):
            yield Leak(NAME, MISP, "a sharing group")
        if str(row.get("distribution", "")) == _BY_GROUP:
            yield Leak(NAME, MISP, "distributed by a sharing group", "distribution")
    for file, alert in look.edition.alerts.items():
        if any(len(_addresses(one.text)) > 1 for one in alert.of("addresses")):
            yield Leak(NAME, file, "more than one addressee", "addresses")


def _addresses(text: str) -> list[str]:
    """Return CAP's addressees: parted by blanks, those with blanks in quotation marks."""
    quoted = text.split('"')
    return [one for one in quoted[1::2] if one.strip()] + " ".join(quoted[::2]).split()
