"""Decisions on a whole page or a whole record, as the command line makes them; and what is said of no part.

Promises: a record is set aside as not responsive as a whole, with its reason, or not at all: a passage of a
record that answers a request goes out unless an exemption withholds it (AILA v. EOIR, 830 F.3d 667, D.C.
Cir. 2016). A record withheld in full has its segregability reason. Does not say what such a record becomes in
a release: that is the gate's.
"""

from __future__ import annotations

from tearline.decisions import deciding
from tearline.decisions.deciding import Verdicting
from tearline.decisions.pointing import locate, resolve
from tearline.decisions.standing import Standing
from tearline.errors import UsageError
from tearline.model.decision import Determination, Target, Verdict
from tearline.model.guide import Guide, WidthPolicy
from tearline.store.collection import Collection


def check(target: Target, saying: Verdicting, guide: Guide) -> None:
    """Refuse a verdict that cannot be given on a place, page or record; UsageError says why."""
    deciding.check_codes(saying.codes, guide)
    if saying.verdict is Verdict.NON_RESPONSIVE:
        deciding.check_whole(saying.verdict, is_record=bool(target.record))
        if not saying.reason.strip():
            raise UsageError(
                "a record set aside as not responsive needs its reason",
                "Say to what request it is no answer, and why.",
            )
    if saying.verdict is Verdict.WITHHOLD:
        if not saying.codes:
            raise UsageError(
                "a withholding needs its authority", "Choose an exemption (keys 1 to 9, or --code)."
            )
        if target.record and not saying.reason.strip():
            raise UsageError(
                "a record withheld in full needs its segregability reason",
                "Say why no part of it can be released by itself.",
            )


def check_answered(target: Target, saying: Verdicting, stands: Standing) -> None:
    """Refuse to let go what another body was asked about and has not answered."""
    if saying.verdict is not Verdict.RELEASE:
        return
    for asked in stands.referrals.on(target):
        if asked.answer is None:
            raise UsageError(
                f"{asked.referral.to} was asked about it ({asked.referral.how}) and has not answered",
                "Note its answer under Referrals first.",
            )


def decide_page(
    collection: Collection, name: str, number: int, saying: Verdicting, guide: Guide
) -> int:
    """Append a decision on a whole page of a record; return 1."""
    record_id, _ = resolve(collection, name)
    file, page = locate(collection, record_id, name, number)
    return _append(collection, Target(sha256=file.sha256, page=page), saying, guide)


def decide_record(collection: Collection, name: str, saying: Verdicting, guide: Guide) -> int:
    """Append a decision on a whole record; return 1."""
    return _append(collection, Target(record=resolve(collection, name)[1]), saying, guide)


def _append(collection: Collection, target: Target, saying: Verdicting, guide: Guide) -> int:
    check(target, saying, guide)
    stands = deciding.standing(collection)
    check_answered(target, saying, stands)
    withholds = saying.verdict is Verdict.WITHHOLD
    body = Determination(
        target=target,
        verdict=saying.verdict,
        codes=saying.codes if withholds else (),
        policy=WidthPolicy.EXACT,
        acknowledged=True,
        everywhere=False,
        kind="",
        reason=saying.reason,
        actor=saying.actor,
        at=deciding.now(),
        supersedes=stands.prior(target, ""),
    )
    return deciding.append(collection, [body])
