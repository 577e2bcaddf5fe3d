"""The two tables of the redaction benchmark: what detectors see in the raw corpus, what redactors leave.

Cases that are covert are counted nowhere as leaks: no search for a term can find what they hide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from measuring import Report

TEARLINE = "tearline"
SUSPICIOUS = "suspicious"  # something hidden, not the value: counted apart
TOLD, UNTOLD = "tearline_verify, told", "tearline_verify, told nothing"
Cases = Sequence[dict[str, Any]]


def _table(report: Report, head: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    for row in (head, *rows):
        report.say(f"{row[0]!s:<30}" + "".join(f"{cell!s:>14}" for cell in row[1:]))


def _list(report: Report, what: str, names: Sequence[str]) -> None:
    if names:
        report.say(f"{what}: {', '.join(names)}")


def detectors(report: Report, cases: Cases, came: Mapping[str, Sequence[Any]]) -> None:
    """Tell how many raw files each detector flags; ours, told what is hidden, must flag each."""
    table = []
    open_ones = {case["name"] for case in cases if not case["covert"]}
    for name, ones in came.items():
        pairs = [(case["name"], one) for case, one in zip(cases, ones, strict=True)]
        seen = [c for c, one in pairs if set(one.probes) - {SUSPICIOUS} and c in open_ones]
        hinted = [c for c, one in pairs if SUSPICIOUS in one.probes and c in open_ones]
        failed = [f"{case} ({one.refused})" for case, one in pairs if one.refused]
        target = {"at_least": len(open_ones)} if name == TOLD else {}
        report.figure(f"raw: {name}", len(seen), f"of {len(open_ones)}", **target)
        if name == TOLD:
            _list(report, "not seen", sorted(open_ones - set(seen)))
            covert = [case for case, one in pairs if one.probes and case not in open_ones]
            _list(report, "covert and seen all the same", covert)
            probes = Counter(probe for one in ones for probe in one.probes)
            alone = Counter(one.probes[0] for one in ones if len(one.probes) == 1)
            for probe, count in probes.most_common():
                report.say(f"  {probe}: {count}, alone {alone[probe]}")
        if hinted:
            hints = len(set(hinted) - set(seen))
            report.say(f"  {name} says of {hints} more that something is hidden")
        _list(report, f"{name} could not look", failed)
        table.append((name, len(seen), len(open_ones), len(failed), _mean(ones)))
    if table:
        _table(report, ("raw corpus", "flagged", "of", "gave up", "CPU s a case"), table)


def redactors(report: Report, cases: Cases, came: Mapping[str, Sequence[Any]]) -> None:
    """Tell what each redactor left, refused and lost; Tearline may do none of it."""
    table = []
    for name, ones in came.items():
        pairs = [(case, one) for case, one in zip(cases, ones, strict=True)]
        open_ones = [case for case in cases if not case["covert"]]
        leaks = [(case, one) for case, one in pairs if one.probes and not case["covert"]]
        refused = [(case, one) for case, one in pairs if one.refused]
        lost = [case["name"] for case, one in pairs if one.lost]
        had = [(case, one) for case, one in pairs if case["searchable"] != "none"]
        mute = [case["name"] for case, one in had if not one.searchable]
        ours = {"at_most": 0} if name == TEARLINE else {}
        most = {"at_least": len(had)} if name == TEARLINE else {}
        report.figure(f"{name}: leaks", len(leaks), f"of {len(open_ones)}", **ours)
        report.figure(f"{name}: refused", len(refused), f"of {len(cases)}", **ours)
        report.figure(f"{name}: content lost", len(lost), **ours)
        report.figure(f"{name}: searchable", len(had) - len(mute), f"of {len(had)}", **most)
        report.figure(f"{name}: CPU a case", fmean(one.seconds for one in ones), "s")
        _list(report, "leaks", [f"{c['name']} ({'+'.join(one.probes)})" for c, one in leaks])
        covert = [case["name"] for case, one in pairs if one.probes and case["covert"]]
        _list(report, "covert and seen, no leak of theirs", covert)
        _list(report, "refused", [f"{c['name']} ({one.refused})" for c, one in refused])
        _list(report, "lost", lost)
        _list(report, "not searchable", mute)
        some = [f"{case['name']} {one.missing}" for case, one in pairs if one.missing]
        if name == TEARLINE:
            _list(report, "words of those to survive that are not there", some)
        searchable = f"{len(had) - len(mute)}/{len(had)}"
        table.append((name, len(leaks), len(refused), len(lost), searchable, _mean(ones)))
    if table:
        head = ("redactor", "leak", "refused", "lost", "searchable", "CPU s a case")
        _table(report, head, table)


def _mean(ones: Sequence[Any]) -> str:
    return f"{fmean(one.seconds for one in ones):.2f}"
