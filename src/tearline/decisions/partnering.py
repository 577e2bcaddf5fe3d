"""What the log says of partners: who they are, what each may see, what was put out to them, what is paused.

Promises: the last entry of a partner stands; one that has ended is of no audience; an audience is known by
its partners alone, and without any it is nobody. Pure: entries in, answers out.
"""

from __future__ import annotations

from tearline.decisions.following import Following
from tearline.model.decision import Approval, Entry, Pause
from tearline.model.marking import Clearance, Level, Tlp
from tearline.model.sharing import Partner, Receipt, Shared

OF_PARTNERS = (
    '"type":"partner"',
    '"type":"shared"',
    '"type":"receipt"',
    '"type":"pause"',
    '"audience":"partners:',
)
SIGNING = "partners:"  # before an audience's name, in signatures under what goes to partners
TLPS = {one.label: one for one in Tlp}
LEVELS = {one.name: one for one in Level}
PLACES = ("exact", "site", "town", "region", "country")
"""How exactly a partner is told places, from the most exact on."""
DAYS = ("day", "month", "quarter", "year")
"""How exactly a partner is told days, from the most exact on."""


def clearance(partner: Partner) -> Clearance:
    """Return what a partner may see at most; what is not understood is nothing of that kind."""
    return Clearance(
        partner.name, partner.country, TLPS.get(partner.tlp), LEVELS.get(partner.level)
    )


class Partners(Following):
    """Partners, what was put out to them, what they acknowledged, and what is paused."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._partners: dict[str, Partner] = {}
        self._shared: list[tuple[int, Shared]] = []
        self._receipts: list[Receipt] = []
        self._pauses: dict[tuple[str, str], Pause] = {}
        self._since: dict[tuple[str, str], int] = {}
        self._all_pauses: list[Pause] = []
        self._signed: list[Approval] = []
        self.history: dict[str, list[Partner]] = {}

    def add(self, entry: Entry) -> None:
        """Take the next entry of the log into account; most of them say nothing here."""
        body = entry.body
        if isinstance(body, Partner):
            self._partners[body.name] = body
            self.history.setdefault(body.name, []).append(body)
        elif isinstance(body, Shared):
            self._shared.append((entry.seq, body))
        elif isinstance(body, Receipt):
            self._receipts.append(body)
        elif isinstance(body, Pause):
            self._pauses[body.audience, body.topic] = body
            self._since[body.audience, body.topic] = entry.seq
            self._all_pauses.append(body)
        elif isinstance(body, Approval) and body.audience.startswith(SIGNING):
            self._signed.append(body)

    def partner(self, name: str) -> Partner | None:
        """Return a partner by login, ended or not; None where there never was one."""
        return self._partners.get(name)

    def everyone(self) -> list[Partner]:
        """Return the partners there are, by name."""
        return sorted((one for one in self._partners.values() if not one.ended), key=_by_name)

    def audiences(self) -> list[str]:
        """Return the names of the audiences that have a partner."""
        return sorted({one.audience for one in self.everyone()})

    def of_audience(self, audience: str) -> list[Partner]:
        """Return an audience's partners, by name."""
        return [one for one in self.everyone() if one.audience == audience]

    def shared(self, partner: str = "", audience: str = "") -> list[tuple[int, Shared]]:
        """Return the editions put out to a partner, to an audience, or to anybody, in order."""
        return [
            (seq, one)
            for seq, one in self._shared
            if (not partner or partner in one.partners)
            and (not audience or audience == one.audience)
        ]

    def receipts(self, partner: str) -> list[Receipt]:
        """Return what a partner acknowledged, in the order it was entered."""
        return [one for one in self._receipts if one.partner == partner]

    def paused(self, partner: str) -> Pause | None:
        """Return the pause of a whole partner that stands, None where nothing is paused."""
        found = self._pauses.get((partner, ""))
        return found if found is not None and found.paused else None

    def since(self, partner: str) -> int:
        """Return the number of the entry that last paused or resumed a whole partner, 0 for none."""
        return self._since.get((partner, ""), 0)

    def topics(self, partner: str) -> frozenset[str]:
        """Return the topics of which nothing new goes to a partner now."""
        return frozenset(
            topic
            for (whom, topic), one in self._pauses.items()
            if topic and one.paused and whom in (partner, "")
        )

    def pauses(self, partner: str = "") -> list[Pause]:
        """Return every pause and resumption, of a partner and of all, in order."""
        return [one for one in self._all_pauses if not partner or one.audience in (partner, "")]

    def signatures(self, audience: str, content: str) -> list[str]:
        """Return the persons who signed what goes to an audience, each once, in order."""
        return list(
            dict.fromkeys(
                one.actor.name
                for one in self._signed
                if (one.audience, one.signed) == (SIGNING + audience, content)
            )
        )


def _by_name(one: Partner) -> str:
    return one.name
