"""Who decided what, about which portion, on what ground: the bodies of the decision log.

A target is never a catalog row: it names a file by its hash and a place on a page, or a record by its
name, so that a log outlives any catalog. A determination is never edited, only superseded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tearline.model.actor import Actor as Actor  # noqa: PLC0414 - given on from here
from tearline.model.actor import ActorKind as ActorKind  # noqa: PLC0414
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.model.sharing import (
    OriginatorWord,
    Partner,
    PortionMark,
    Recall,
    Receipt,
    Shared,
    Tearline,
    TearlineApproval,
    Threat,
    Waived,
    Warned,
)


class Verdict(StrEnum):
    """What was decided about a portion; ``non_responsive`` is said of a whole record alone.

    A passage of a record that answers a request is not left out for being off its subject (AILA v. EOIR,
    830 F.3d 667, D.C. Cir. 2016): what is withheld in it needs an exemption.
    """

    RELEASE = "release"
    WITHHOLD = "withhold"
    DEFER = "defer"
    REFER = "refer"
    CONSULT = "consult"
    NON_RESPONSIVE = "non_responsive"


@dataclass(frozen=True, slots=True)
class Target:
    """What a determination is about.

    Exactly one of these shapes: a portion (``sha256``, ``page`` and ``areas`` or ``start``/``end``),
    a page (``sha256`` and ``page`` alone), or a whole record (``record`` alone). ``start``/``end`` are
    code points of the text of a text file's page; on pages with pixels the areas decide.
    """

    sha256: str = ""
    page: int = 0
    areas: tuple[Area, ...] = ()
    start: int | None = None
    end: int | None = None
    record: str = ""


class Ground(StrEnum):
    """Why a finding of a personal number may go out all the same; '' where nothing of the kind is said."""

    NONE = ""
    NOT_PERSONAL = "not_personal"  # it is no such number: the detector was wrong
    OVERRIDE = "override"  # it is one, and two people signed for it, on a legal basis


@dataclass(frozen=True, slots=True)
class Determination:
    """A verdict on a target: the codes it rests on, its reason code, who, when (ISO UTC).

    ``kind`` is the finding's kind it answers ('' for a portion a person drew). ``everywhere``: the
    same value may stand nowhere else in the release. ``supersedes`` is the hash of the entry that
    this one takes the place of ('' where it is the first). ``ground`` is said of a release alone.
    """

    target: Target
    verdict: Verdict
    codes: tuple[str, ...]
    policy: WidthPolicy
    acknowledged: bool
    everywhere: bool
    kind: str
    reason: str
    actor: Actor
    at: str
    supersedes: str = ""
    ground: Ground = Ground.NONE


@dataclass(frozen=True, slots=True)
class Override:
    """One person's signature that a personal number goes out: which finding's target and kind, and the
    legal basis. Two such, by people who signed in apart, make an override.
    """

    target: Target
    kind: str
    basis: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A whole record waits: which kind of hold, why, who placed it."""

    record: str
    kind: str
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """What lifts a hold: an order, a consent, a statute's own provision; of a kind, from a body.

    ``kind`` is one of the guide's ``lifted_by`` kinds (court_order, court_order_6e, irs_determination,
    donor_consent). ``sha256`` is the hash of the instrument's own file.
    """

    records: tuple[str, ...]
    kind: str
    issuer: str
    docket: str
    date: str
    scope: str
    sha256: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's signature under a release: which audience and date, and the hash of what was signed."""

    audience: str
    date: str
    signed: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Split:
    """One file or article taken apart into several, at these spans."""

    target: Target
    into: tuple[Target, ...]
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Several records that are one, under the first one's name."""

    records: tuple[str, ...]
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Released:
    """A release that went out: audience, date, the hash of its manifest, the records in it by the names
    they have outside. ``withheld`` is the hash of the list of what was withheld in them, which lies in
    the collection's custody folder ('' in logs from before such lists were kept).
    """

    audience: str
    date: str
    manifest: str
    records: tuple[str, ...]
    actor: Actor
    at: str
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A record taken back: from the next release on it is a tombstone. ``reason`` is from a closed list."""

    record: str
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class SecondView:
    """What a second reviewer says of a finding that a first has decided: it changes nothing by itself.

    ``beside`` is the hash of the determination it stands beside; ``blind`` whether it was given before
    that was shown.
    """

    target: Target
    kind: str
    verdict: Verdict
    codes: tuple[str, ...]
    reason: str
    beside: str
    blind: bool
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Referral:
    """A record or a portion that another body was asked about.

    ``how`` is refer (it answers the requester), consult (we do, with its word) or coordinate (even its
    name would tell). ``reference`` is the tracking number, ``contact`` who answers for it; ``sent`` and
    ``due`` are ISO dates ('' for no date set).
    """

    target: Target
    to: str
    how: str
    reference: str
    contact: str
    sent: str
    due: str
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class ReferralAnswer:
    """What the other body answered: the hash of the referral's entry, and its word as a verdict.

    ``sha256`` is the hash of the answer's own file ('' where there is none).
    """

    referral: str
    verdict: Verdict
    codes: tuple[str, ...]
    date: str
    reason: str
    sha256: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Pause:
    """An audience or topic is paused or resumed, by whom and until when it is looked at again."""

    audience: str
    topic: str
    paused: bool
    reason: str
    review_on: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Begins:
    """A person's word on one line of a page of reporting: that an article begins there, or that none does.

    ``target`` is the line (a text file's portion). ``dated`` is the day the article is dated, where a person
    knows it and the page does not print it ('' for nothing said).
    """

    target: Target
    begins: bool
    dated: str
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Particular:
    """One thing that the register holds of an item, with who says so and the words it came from.

    ``name``, and the words ``state`` may be, are those of model/register.py; ``value`` is in the words of
    the page or of the person who entered it; ``by`` is who says so ('' for the page's own writer);
    ``on`` an ISO day or an interval of two with a slash ('' for none). ``places`` are portions of text files,
    none where a person entered it from elsewhere.
    """

    name: str
    value: str
    state: str
    by: str
    on: str
    places: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """An item of the register as a person enters it: a statement, an incident, a commitment.

    ``item`` is its id, ``standing`` accepted, rejected or withdrawn. ``candidate`` names the reading it
    answers ('' for what was entered by hand). ``gathers`` are items that are the same thing: they stay, and
    are shown under this one until a later entry leaves them out. Each entry holds the item whole; the last
    one stands.
    """

    item: str
    kind: str
    standing: str
    candidate: str
    particulars: tuple[Particular, ...]
    gathers: tuple[str, ...]
    reason: str
    actor: Actor
    at: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A person's word that two portions of accounts tell of one thing, or do not, whatever was read."""

    here: Target
    there: Target
    together: bool
    reason: str
    actor: Actor
    at: str


Body = (
    Determination
    | Override
    | Hold
    | Instrument
    | Approval
    | Split
    | Merge
    | Released
    | Withdrawal
    | Pause
    | SecondView
    | Referral
    | ReferralAnswer
    | Begins
    | Entered
    | Beside
    | PortionMark
    | Tearline
    | TearlineApproval
    | OriginatorWord
    | Partner
    | Shared
    | Recall
    | Receipt
    | Threat
    | Warned
    | Waived
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A body in its place in the chain: ``hash`` = sha256(prev + body as canonical JSON)."""

    seq: int
    prev: str
    hash: str
    body: Body
