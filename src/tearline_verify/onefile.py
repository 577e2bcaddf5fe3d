"""One PDF, ours or a stranger's: which half of the verifier looks at it.

Promises: a file of our own form is held to our own grammar; any other one is looked through for what
it hides; one that says it is ours and is not goes through both, the grammar's findings first. Where
only an edition of our own form may pass (``ours``), any other file is a finding, whatever else is said.
"""

from __future__ import annotations

import mmap
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tearline_verify import grammar, single
from tearline_verify.leaks import GrammarError, Leak
from tearline_verify.stranger import bounds, looking

if TYPE_CHECKING:
    from collections.abc import Callable

    from tearline_verify.setting import Setting

LARGEST = 3 * bounds.FILE  # no edition of ours is larger
NOT_OURS = "not an edition of Tearline's form"


def verify(
    setting: Setting,
    jobs: int = 1,
    crops: Path | None = None,
    *,
    also_stranger: bool = False,
    ours: bool = False,
    minutes: float = bounds.MINUTES,
) -> looking.Looked:
    """Verify the file ``setting.out``; ``crops`` is a folder for pictures of the findings.

    ``also_stranger`` looks through a file of our own form as if it were a stranger's too; ``ours``:
    a file of another form is not clean. ``minutes``: how long a stranger's file may take, in all.
    """
    path = Path(setting.out)
    marked = _is_marked(path)
    good = marked and _is_ours(path.read_bytes())
    stranger = partial(looking.verify, setting, path, jobs, crops, minutes=minutes)
    looked = _ours(setting, stranger, good=good and not also_stranger) if marked else stranger()
    return looked if good or not ours else _blocked(looked)


def _blocked(looked: looking.Looked) -> looking.Looked:
    """Add, as the first finding, that a file is not of our own form."""
    told = looked.verdict
    leak = Leak("grammar", "(the file)", NOT_OURS)
    counted = {**told.looked, "grammar": max(told.looked.get("grammar", 0), 1)}
    verdict = replace(
        told, clean=False, leaks=(leak, *told.leaks), looked=dict(sorted(counted.items()))
    )
    moved = {at + 1: crop for at, crop in looked.crops.items()}
    return looking.Looked(verdict, moved, looked.carried)


def _ours(
    setting: Setting, stranger: Callable[..., looking.Looked], *, good: bool
) -> looking.Looked:
    """Hold a file to our own grammar; where it is not ``good``, look through it as well."""
    own = single.verify(setting)
    if good:
        return looking.Looked(own, {})
    both = stranger(before=own.leaks)
    looked = {**both.verdict.looked}
    for name, count in own.looked.items():
        looked[name] = looked.get(name, 0) + count
    told = tuple(dict.fromkeys((*both.verdict.not_checked, *own.not_checked)))
    spent = own.cpu_seconds + both.verdict.cpu_seconds
    whole = replace(
        both.verdict, looked=dict(sorted(looked.items())), not_checked=told, cpu_seconds=spent
    )
    return looking.Looked(whole, both.crops, both.carried)


def _is_marked(path: Path) -> bool:
    """Say whether a file names the font that our editions alone have; it is not read into memory."""
    size = path.stat().st_size
    if not 0 < size <= LARGEST:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        return held.find(grammar.FONT.encode()) >= 0


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
