"""Guides: dated TOML in, a checked ``Guide`` out, and what a guide proposes for a finding.

Promises: ``load`` accepts nothing it does not understand (an unknown key, a code no exemption
defines, two rows for the same days) and says which file, which row and what to do; ``propose`` is a
pure function. A finding no rule speaks of is for a person to look at, never clear. The
personal-data rule is hard: a guide that leaves Social Security numbers out, or would let any kind of
``HARD_KINDS`` pass, is refused. Does not promise that the law is stated rightly: each row says who
checked it against which source; one that nobody checked (``check`` is None) can lift nothing.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from tearline.decisions.guide_rows import Row
from tearline.errors import GuideError
from tearline.model.guide import (
    Audience,
    Exemption,
    Guide,
    HoldRule,
    Proposal,
    Review,
    Risk,
    Rule,
    Tier,
    WidthPolicy,
)
from tearline.text import fold

if TYPE_CHECKING:
    from tearline.model.finding import Finding

SCHEMA_VERSION = 1
# Kinds that no guide may let pass: what identifies one person for life, and those whom the desk
# protects.
HARD_KINDS = (
    "ssn",
    "passport",
    "alien_number",
    "bank_account",
    "card",
    "driver_licence",
    "protected.source",
    "protected.person",
)
HARD_WITHHOLD_AT = 0.8  # of which it must withhold what scores this much
HARD_REVIEW_AT = 0.35  # and let pass nothing that scores this much
PROTECTED_REVIEW_AT = 0.3  # nor this, of the desk's own list
SAME = 0.9  # from this score up a place found by the sweep has the withheld value itself
LOWEST = 0.5  # the most that a series' risk may take off a threshold
SERIES_ALIKE = 85  # of 100: a series' name with a letter or two amiss
MOST_SIGNATURES = 9
NEVER = 1.0  # a threshold above the highest score: the tier is never proposed

_KIND = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*(\.\*)?")
_PLAIN_KIND = re.compile(r"[a-z0-9_]+")
# A code is printed on the deletion from an atlas of ASCII glyphs, so it must be made of them.
_CODE = re.compile(r"[!-~](?:[ -~]{0,30}[!-~])?")


def load(name_or_path: str) -> Guide:
    """Return the guide of this name (jfk, foia) or in this TOML file; GuideError if malformed."""
    file, data = _read(name_or_path)
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        msg = f"{file} is not UTF-8 text (byte {error.start})"
        raise GuideError(msg, "Save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        msg = f"{file} is not TOML: {error}"
        raise GuideError(msg, "Correct the line named; docs/guides.md shows the form") from error
    return _guide(Row(file, "", table), hashlib.sha256(data).hexdigest())


def built_in() -> tuple[str, ...]:
    """Return the names of the guides that come with Tearline, sorted."""
    folder = resources.files("tearline.guides")
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


def in_force(exemption: Exemption, date: str) -> bool:
    """Say whether an exemption may be cited on an ISO date; both of its own dates are included."""
    after = not exemption.effective_from or exemption.effective_from <= date
    return after and (not exemption.effective_to or date <= exemption.effective_to)


def rule_for(kind: str, guide: Guide) -> Rule | None:
    """Return the rule for a kind: its own, else that of the longest ``family.*`` it belongs to."""
    rules = {rule.kind: rule for rule in guide.rules}
    if kind in rules:
        return rules[kind]
    family = kind
    while "." in family:
        family = family.rpartition(".")[0]
        if f"{family}.*" in rules:
            return rules[f"{family}.*"]
    return None


def risk_of(series: Sequence[str], guide: Guide) -> Risk | None:
    """Return the guide's highest risk among a record's series, or None; spelling does not matter."""
    told = [fold(name, lower=True).text for name in series]
    fits = [
        risk
        for risk in guide.risks
        if any(fuzz.partial_ratio(risk.series.lower(), name) >= SERIES_ALIKE for name in told)
    ]
    return max(fits, key=lambda risk: risk.lower, default=None)


def propose(finding: Finding, guide: Guide, risk: Risk | None = None) -> Proposal:
    """Return what the guide says of one finding before anyone has decided. Pure.

    A kind without a rule is proposed for review (a hold kind for a hold), never clear. ``repeat.K``
    goes by the rule for K: it is the same value in another place. ``risk`` is the record's series'.
    """
    rule = rule_for(finding.kind.removeprefix("repeat."), guide)
    held = is_hold(finding.kind)
    if rule is None:
        why = f"guide {guide.name} has no rule for {finding.kind}: a person must look"
        tier = Tier.HOLD if held else Tier.REVIEW
        return Proposal(tier, (), WidthPolicy.EXACT, acknowledged=True, everywhere=False, why=why)
    lower = risk.lower if risk is not None and finding.kind in risk.kinds else 0.0
    # Written so that a score that is not a number falls on the safe side.
    if finding.score < rule.review_at - lower:
        tier = Tier.CLEAR
    elif held:
        tier = Tier.HOLD
    elif finding.score < rule.withhold_at - (lower if rule.withhold_at <= NEVER else 0.0):
        tier = Tier.REVIEW
    else:
        tier = Tier.WITHHOLD
    if finding.kind.startswith("repeat.") and tier in (Tier.CLEAR, Tier.REVIEW):
        # It is withheld elsewhere, whatever its kind is worth by itself.
        tier = Tier.WITHHOLD if finding.score >= SAME and rule.codes else Tier.REVIEW
    why = f"{rule.why}; {risk.why}" if risk is not None and lower else rule.why
    return Proposal(tier, rule.codes, rule.policy, rule.acknowledged, rule.everywhere, why)


def is_hold(kind: str) -> bool:
    """Say whether a finding of this kind concerns the whole record's hold."""
    return kind.startswith("hold.")


def hold_rule(kind: str, guide: Guide) -> HoldRule | None:
    """Return the guide's row for a hold kind, written ``court_seal`` or ``hold.court_seal``."""
    plain = kind.removeprefix("hold.")
    return next((row for row in guide.holds if row.kind == plain), None)


def _read(name_or_path: str) -> tuple[str, bytes]:
    """Return (what to call the file in an error, its bytes)."""
    if name_or_path in built_in():
        file = f"{name_or_path}.toml"
        return file, resources.files("tearline.guides").joinpath(file).read_bytes()
    path = Path(name_or_path)
    try:
        return str(path), path.read_bytes()
    except OSError as error:
        msg = f"No guide {name_or_path}: {error.strerror or 'it cannot be read'}"
        remedy = f"Name a file that ends in .toml, or one of: {', '.join(built_in())}"
        raise GuideError(msg, remedy) from error


def _guide(top: Row, sha256: str) -> Guide:
    """Read the whole table: each part by itself, then what the parts say of each other."""
    if top.integer("schema_version") != SCHEMA_VERSION:
        raise top.error("schema_version", "is not one this version reads", f"Use {SCHEMA_VERSION}")
    guide = Guide(
        name=top.printed("name", matching=_PLAIN_KIND),
        version=top.printed("version"),
        title=top.text("title"),
        exemptions=tuple(_exemption(row) for row in top.rows("exemption")),
        rules=tuple(_rule(row) for row in top.rows("rule")),
        holds=tuple(_hold(row) for row in top.rows("hold")),
        audiences=tuple(_audience(row) for row in top.rows("audience")),
        acknowledge_pending=top.boolean("acknowledge_pending"),
        sha256=sha256,
        risks=tuple(_risk(row) for row in (top.rows("risk") if "risk" in top.table else ())),
        review=_review(top.row("review")) if "review" in top.table else Review(),
    )
    top.finish()
    top.once("rule", [r.kind for r in guide.rules])
    top.once("hold", [h.kind for h in guide.holds])
    top.once("audience", [a.name for a in guide.audiences])
    _check_dates(top, guide.exemptions)
    _check_codes(top, guide)
    _check_hard_kinds(top, guide)
    return guide


def _exemption(row: Row) -> Exemption:
    exemption = Exemption(
        code=row.text("code", matching=_CODE),
        title=row.text("title"),
        authority=row.text("authority"),
        effective_from=row.date("effective_from"),
        effective_to=row.date("effective_to"),
        check=row.check(),
    )
    start, end = exemption.effective_from, exemption.effective_to
    if start and end and end < start:
        raise row.error("effective_to", "lies before effective_from", "Correct one of the dates")
    row.finish()
    return exemption


def _rule(row: Row) -> Rule:
    rule = Rule(
        kind=row.text("kind", matching=_KIND),
        codes=row.texts("codes"),
        withhold_at=row.number("withhold_at"),
        review_at=row.number("review_at"),
        policy=WidthPolicy(row.choice("policy", [p.value for p in WidthPolicy])),
        acknowledged=row.boolean("acknowledged"),
        everywhere=row.boolean("everywhere"),
        why=row.text("why"),
    )
    if rule.review_at > rule.withhold_at:
        raise row.error(
            "review_at", "is above withhold_at", "Lower it: withholding is the top tier"
        )
    if not rule.codes and rule.withhold_at <= NEVER and not is_hold(rule.kind):
        raise row.error(
            "codes", "is empty, but the rule withholds", "Name a code, or set withhold_at above 1"
        )
    row.finish()
    return rule


def _hold(row: Row) -> HoldRule:
    hold = HoldRule(
        kind=row.text("kind", matching=_PLAIN_KIND),
        title=row.text("title"),
        authority=row.text("authority"),
        lifted_by=row.texts("lifted_by"),
        acknowledged=row.boolean("acknowledged"),
        check=row.check(),
    )
    row.finish()
    return hold


def _audience(row: Row) -> Audience:
    audience = Audience(row.printed("name"), row.boolean("closed"), row.texts("may_see"))
    row.finish()
    return audience


def _risk(row: Row) -> Risk:
    risk = Risk(row.text("series"), row.texts("kinds"), row.number("lower"), row.text("why"))
    if risk.lower > LOWEST:
        raise row.error("lower", f"is above {LOWEST}", "A risk lowers thresholds, not to nothing")
    row.finish()
    return risk


def _review(row: Row) -> Review:
    review = Review(row.texts("second"), row.boolean("blind"), int(row.integer("signatures")))
    if not all(map(_KIND.fullmatch, review.second)):
        raise row.error("second", "names what is no kind", 'Write kinds such as "ssn" or "name.*"')
    if not 0 <= review.signatures <= MOST_SIGNATURES:
        raise row.error("signatures", f"is not from 0 to {MOST_SIGNATURES}", "Two is usual")
    row.finish()
    return review


def wants_second(kind: str, guide: Guide) -> bool:
    """Say whether the guide wants a second person's view of a finding of this kind."""
    plain = kind.removeprefix("repeat.")
    return any(
        plain == one or (one.endswith(".*") and plain.startswith(one[:-1]))
        for one in guide.review.second
    )


def faults(codes: tuple[str, ...], guide: Guide, date: str) -> list[str]:
    """Return why a withholding may not rest on these codes: none, unknown, or out of its dates."""
    if not codes:
        return ["no code: a withholding needs its authority"]
    found = []
    for code in codes:
        rows = [exemption for exemption in guide.exemptions if exemption.code == code]
        if not rows:
            found.append(f"{code} is not in guide {guide.name}")
        elif date and not any(in_force(row, date) for row in rows):
            found.append(f"{code} is not in force on {date}")
    return found


def is_hard(kind: str) -> bool:
    """Say whether a kind is one that no guide lets pass."""
    return kind.removeprefix("repeat.") in HARD_KINDS


def _check_dates(top: Row, exemptions: tuple[Exemption, ...]) -> None:
    """Refuse two rows of one code that are in force on the same day."""
    rows = sorted(exemptions, key=lambda e: (e.code, e.effective_from))
    for earlier, later in pairwise(rows):
        if earlier.code != later.code:
            continue
        if not earlier.effective_to or later.effective_from <= earlier.effective_to:
            raise top.error(
                f"exemption {later.code}",
                "has two rows in force on the same day",
                "End the earlier row (effective_to) the day before the later one begins",
            )


def _check_codes(top: Row, guide: Guide) -> None:
    """Refuse a rule that cites a code no exemption defines."""
    defined = {exemption.code for exemption in guide.exemptions}
    for rule in guide.rules:
        for code in rule.codes:
            if code not in defined:
                raise top.error(
                    f"rule {rule.kind}: codes",
                    f"names {code}, which no exemption of this guide defines",
                    "Add an [[exemption]] with that code, or correct the spelling",
                )


def _check_hard_kinds(top: Row, guide: Guide) -> None:
    """Refuse a guide that would let a hard kind pass: no policy text switches this rule off.

    A rule for Social Security numbers must be there. Another hard kind that the guide does not speak
    of is for a person to look at, and the gate lets it go no more easily.
    """
    for kind in HARD_KINDS:
        rule = rule_for(kind, guide)
        if rule is None:
            firm = kind != "ssn"
        else:
            look = PROTECTED_REVIEW_AT if kind.startswith("protected.") else HARD_REVIEW_AT
            withholds = rule.withhold_at <= HARD_WITHHOLD_AT and rule.review_at <= look
            firm = withholds and rule.everywhere
        if not firm:
            raise top.error(
                f"rule {kind}",
                "is missing or would let such a value pass",
                f"Keep a rule with withhold_at <= {HARD_WITHHOLD_AT}, review_at <= {HARD_REVIEW_AT} "
                f"({PROTECTED_REVIEW_AT} for protected people) and everywhere = true: the "
                "personal-data rule cannot be switched off",
            )
    for rule in guide.rules:
        if is_hold(rule.kind) and rule.review_at > HARD_REVIEW_AT:
            raise top.error(
                f"rule {rule.kind}: review_at",
                "would let a stamp pass",
                f"Keep it at {HARD_REVIEW_AT} or below: a hold is lifted by its instrument alone",
            )
