"""One PDF, ours or a stranger's: which half of the verifier looks at it.

Promises: a file of our own form is held to our own grammar; any other one is looked through for what
it hides; one that says it is ours and is not goes through both, the grammar's findings first.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tearline_verify import grammar, single
from tearline_verify.leaks import GrammarError
from tearline_verify.stranger import looking

if TYPE_CHECKING:
    from tearline_verify.setting import Setting


def verify(
    setting: Setting, jobs: int = 1, crops: Path | None = None, *, also_stranger: bool = False
) -> looking.Looked:
    """Verify the file ``setting.out``; ``crops`` is a folder for pictures of the findings.

    ``also_stranger`` looks through a file of our own form as if it were a stranger's too.
    """
    path = Path(setting.out)
    raw = path.read_bytes()
    good = _is_ours(raw)
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
