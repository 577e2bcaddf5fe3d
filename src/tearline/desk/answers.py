"""What a reviewer says of a page, made into bodies of the log: one answer, one or more entries.

Promises: pure; the rules of ``decisions.deciding`` hold for each answer (codes of the guide alone, the hard
rule for personal numbers, holds one by one). An answer names the entry it was given on (``seen``): where
another stands there now it is a ConflictError, and the same answer given twice by the same person is one.
Taking back puts what stood before in its place by a new entry; nothing is ever removed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from unicodedata import category

from tearline.decisions import deciding, whole
from tearline.decisions.deciding import Case, Verdicting
from tearline.decisions.places import Live
from tearline.decisions.standing import Standing, target_of
from tearline.desk.sheet import Leaf, Sheet
from tearline.errors import ExitCode, TearlineError, UsageError
from tearline.model.area import Area
from tearline.model.decision import Actor, Body, Determination, Ground, Target, Verdict
from tearline.model.guide import Guide, WidthPolicy

TAKEN_BACK = "taken back: to be decided again"
MOST_REASON = 2000  # characters of a reason
_NO_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})
# What reorders the text around it or hides in it; joiners that languages write with are none of these.
_TURNING = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
LEAST_SIDE = 100  # units: a box of a point is the least one can mean


class ConflictError(TearlineError):
    """Somebody else has decided there since it was looked at."""

    exit_code = ExitCode.LOCKED


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with what it rests on; ``seen`` is the hash of the entry it was given on ('' for none)."""

    verdict: Verdict
    codes: tuple[str, ...]
    reason: str
    actor: Actor
    seen: str
    ground: Ground = Ground.NONE
    policy: WidthPolicy | None = None

    def saying(self) -> Verdicting:
        """Return it as decisions have it."""
        return Verdicting(
            self.verdict, self.codes, self.reason, self.actor, self.ground, self.policy
        )


def on_finding(
    sheet: Sheet, finding: str, answer: Answer, guide: Guide, stands: Standing
) -> tuple[Body, ...]:
    """Return what an answer to one finding comes to; () where the very same stands already.

    UsageError: the finding is gone, or nobody may give that answer. ConflictError: somebody else has.
    """
    check_reason(answer.reason)
    case = sheet.case(finding)
    target, kind = target_of(case.row.finding, case.row.sha256), case.row.finding.kind
    deciding.check([case], answer.saying(), guide, by_page=False, by_id=True)
    body = deciding.determination(case, answer.saying(), stands)
    if not check_seen(stands, target, kind, body, answer.seen):
        return ()
    return (body,)


def on_place(
    leaf: Leaf,
    place: Target,
    answer: Answer,
    guide: Guide,
    stands: Standing,
    *,
    acknowledged: bool = True,
    everywhere: bool = False,
) -> tuple[Body, ...]:
    """Return what a verdict on a place that a person drew, a page or a record comes to; () as above."""
    check_reason(answer.reason)
    check_place(leaf, place)
    whole.check(place, answer.saying(), guide)
    whole.check_answered(place, answer.saying(), stands)
    body = Determination(
        target=place,
        verdict=answer.verdict,
        codes=answer.codes if answer.verdict is Verdict.WITHHOLD else (),
        policy=answer.policy or WidthPolicy.EXACT,
        acknowledged=acknowledged,
        everywhere=everywhere and answer.verdict is Verdict.WITHHOLD,
        kind="",
        reason=answer.reason,
        actor=answer.actor,
        at=deciding.now(),
        supersedes=stands.prior(place, ""),
    )
    if not check_seen(stands, place, "", body, answer.seen):
        return ()
    return (body,)


def moved(
    sheet: Sheet, live: Live, areas: tuple[Area, ...], actor: Actor, stands: Standing
) -> tuple[Body, ...]:
    """Return what moving or resizing a withheld box comes to: a withholding in the other's place.

    A box that answers findings never leaves one bare: where it would, its other side stays, and it grows
    instead of moving. Neither does a box of somebody else's leave anything that it hid: that would be a
    release, which is a decision of its own.
    """
    leaf = sheet.leaf
    was = live.determination
    if was.verdict is not Verdict.WITHHOLD or not was.target.areas:
        raise UsageError("only a withheld box can be moved", "Withhold it first (key w).")
    if stands.prior(was.target, was.kind) != live.hash:
        raise ConflictError("the box has been decided anew since", "Look at it, then move it.")
    over = _over(sheet, was.target.areas, areas)
    if was.actor != actor:
        olds = sorted(was.target.areas)
        over = tuple(sorted(Area.around(pair) for pair in zip(sorted(over), olds, strict=True)))
    place = replace(was.target, areas=over)
    check_place(leaf, place)
    if place == was.target:
        return ()
    body = replace(
        was, target=place, actor=actor, at=deciding.now(), supersedes=live.hash, ground=Ground.NONE
    )
    return (body,)


def _over(sheet: Sheet, was: tuple[Area, ...], areas: tuple[Area, ...]) -> tuple[Area, ...]:
    """Return moved boxes, each made to hold the findings' areas that its old self held."""
    if len(was) != len(areas):
        raise UsageError("the box has other parts now", "Open the page again.")
    found = [area for case in sheet.cases if case.decided for area in case.row.finding.areas]
    held = [[area for area in found if old.holds(area)] for old in sorted(was)]
    return tuple(
        sorted(Area.around([new, *inside]) for new, inside in zip(areas, held, strict=True))
    )


def taken_back(
    live: Live, before: Determination | None, actor: Actor, stands: Standing
) -> tuple[Body, ...]:
    """Return what taking back one's own last word on a place comes to: what stood before, said anew.

    ``before`` is what the entry took the place of, None where nothing stood. A finding that was open is
    put off, and so still open; a box that was drawn is let go.
    """
    now = live.determination
    if stands.prior(now.target, now.kind) != live.hash:
        raise ConflictError("somebody has decided there since", "Look at it, then decide.")
    again = before
    if again is None:
        verdict = Verdict.DEFER if now.kind or not _has_place(now.target) else Verdict.RELEASE
        again = replace(
            *(now,),
            verdict=verdict,
            codes=(),
            everywhere=False,
            reason=TAKEN_BACK,
            ground=Ground.NONE,
        )
    elif again.verdict is Verdict.RELEASE and now.verdict is Verdict.WITHHOLD:
        raise UsageError(
            "taking a withholding back would let out what was released before it",
            "Release it as a decision of its own (key r), with its reason.",
        )
    return (replace(again, actor=actor, at=deciding.now(), supersedes=live.hash),)


def check_seen(stands: Standing, target: Target, kind: str, body: Determination, seen: str) -> bool:
    """Say whether a body is to be appended: not where the same person has just said the same.

    ConflictError: the entry that stands there is not the one that was looked at.
    """
    standing = stands.prior(target, kind)
    if standing == seen:
        return True
    was = stands.determination(target, kind)
    if was is not None and _same(was, body):
        return False
    by = was.actor.name if was else "nobody"
    raise ConflictError(
        f"{by} has decided this since you looked: {was.verdict.value if was else 'open'}",
        "It is shown now as it stands; decide again if you would have it otherwise.",
    )


def check_reason(reason: str) -> None:
    """Refuse a reason that is no line of text."""
    if len(reason) > MOST_REASON:
        raise UsageError(f"a reason is at most {MOST_REASON} characters of text", "Say it shorter.")
    if any(c not in "\n\t" and (category(c) in _NO_TEXT or c in _TURNING) for c in reason):
        raise UsageError(
            "a reason holds signs that are not seen, or that turn the text about",
            "Type it again instead of pasting it.",
        )


def check_place(leaf: Leaf, place: Target) -> None:
    """Refuse a place that is empty or not on its page."""
    whole = Area(0, 0, leaf.row.width, leaf.row.height)
    for area in place.areas:
        if not whole.holds(area) or area.width < LEAST_SIDE or area.height < LEAST_SIDE:
            raise UsageError(
                "a box is smaller than a point, or not on the page", "Draw it on the page."
            )


def case_of(sheet: Sheet, live: Live) -> Case | None:
    """Return the finding that a determination answers, None where it is a place somebody drew."""
    now = live.determination
    for case in sheet.cases:
        if (target_of(case.row.finding, case.row.sha256), case.row.finding.kind) == (
            now.target,
            now.kind,
        ):
            return case
    return None


def _has_place(target: Target) -> bool:
    return bool(target.areas) or target.start is not None


def _same(was: Determination, body: Determination) -> bool:
    """Say whether two determinations say the same, whenever they were said."""
    return replace(was, at="", supersedes="") == replace(body, at="", supersedes="")
