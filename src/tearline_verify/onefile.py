"""One PDF, ours or a stranger's: which half of the verifier looks at it.

Promises: a file of our own form is held to our own grammar; any other one is looked through for what
it hides; one that says it is ours and is not goes through both, the grammar's findings first. Where
only an edition of our own form may pass (``ours``), any other file is a finding, whatever else is said.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tearline_verify import grammar, single
from tearline_verify.leaks import GrammarError, Leak
from tearline_verify.stranger import looking

if TYPE_CHECKING:
    from tearline_verify.setting import Setting

NOT_OURS = "not an edition of Tearline's form"


def verify(
    setting: Setting,
    jobs: int = 1,
    crops: Path | None = None,
    *,
    also_stranger: bool = False,
    ours: bool = False,
) -> looking.Looked:
    """Verify the file ``setting.out``; ``crops`` is a folder for pictures of the findings.

    ``also_stranger`` looks through a file of our own form as if it were a stranger's too; ``ours``:
    a file of another form is not clean.
    """
    path = Path(setting.out)
    raw = path.read_bytes()
    good = _is_ours(raw)
    looked = _verify(setting, path, raw, jobs, crops, good=good, also_stranger=also_stranger)
    return looked if good or not ours else _blocked(looked)


def _blocked(looked: looking.Looked) -> looking.Looked:
    """Add, as the first finding, that a file is not of our own form."""
    told = looked.verdict
    leak = Leak("grammar", "(the file)", NOT_OURS)
    counted = {**told.looked, "grammar": max(told.looked.get("grammar", 0), 1)}
    verdict = replace(
        told, clean=False, leaks=(leak, *told.leaks), looked=dict(sorted(counted.items()))
    )
    return looking.Looked(verdict, {at + 1: crop for at, crop in looked.crops.items()})


def _verify(
    setting: Setting,
    path: Path,
    raw: bytes,
    jobs: int,
    crops: Path | None,
    *,
    good: bool,
    also_stranger: bool,
) -> looking.Looked:
    """Have one half of the verifier, or both, look at the file."""
    if not good and grammar.FONT.encode() not in raw:  # a font that our editions alone have
        return looking.verify(setting, path, jobs, crops)
    own = single.verify(setting)
    if good and not also_stranger:
        return looking.Looked(own, {})
    both = looking.verify(setting, path, jobs, crops, before=own.leaks)
    looked = {**both.verdict.looked}
    for name, count in own.looked.items():
        looked[name] = looked.get(name, 0) + count
    told = tuple(dict.fromkeys((*own.not_checked, *both.verdict.not_checked)))
    spent = own.cpu_seconds + both.verdict.cpu_seconds
    whole = replace(
        both.verdict, looked=dict(sorted(looked.items())), not_checked=told, cpu_seconds=spent
    )
    return looking.Looked(whole, both.crops)


def _is_ours(raw: bytes) -> bool:
    """Say whether a file is of our own form, page by page."""
    try:
        for _ in grammar.Edition(raw).pages():
            pass
    except GrammarError:
        return False
    except Exception:  # noqa: BLE001 - whatever stops our own walk, the file is not of our form
        return False
    return True
