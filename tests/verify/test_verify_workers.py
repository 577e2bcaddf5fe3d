"""A probe that raises, a worker that hangs and one that dies all block, and say so without a word
of what they read."""

from __future__ import annotations

import os
import time

import good_release
import pytest

from tearline_verify import against, areas, run
from tearline_verify.crew import Crew
from tearline_verify.leaks import COULD_NOT_RUN, Leak, Tally
from tearline_verify.probes import miner, readagain
from tearline_verify.setting import Setting


def work(setting: str, task: str) -> str:
    """What the workers of these tests do."""
    if task == "hang":
        time.sleep(60)
    if task == "die":
        os._exit(3)
    if task == "raise":
        raise ValueError(good_release.SECRET)
    return setting + task


def test_every_task_ends_as_a_result_or_a_reason() -> None:
    crew = Crew(work, "did ", 2, lambda task: 0.6 if task == "hang" else 30.0)
    for task in ("one", "raise", "hang", "die", "two"):
        crew.add(task)
    ended = {task: answer or trouble for task, answer, trouble in crew.run()}
    crew.close()
    assert ended == {
        "one": "did one", "two": "did two", "raise": "ValueError", "hang": "over its time",
        "die": "the process died",
    }  # fmt: skip


def test_a_probe_that_raises_blocks_and_keeps_its_words_inside() -> None:
    def probe() -> list[Leak]:
        raise RuntimeError(good_release.SECRET)

    tally = Tally()
    tally.run("ink", "records/a.pdf", (leak for one in [probe] for leak in one()))
    assert tally.leaks == [Leak("ink", "records/a.pdf", f"{COULD_NOT_RUN} (RuntimeError)")]


@pytest.mark.parametrize("broken", [(areas, "check"), (miner, "read"), (readagain, "read")])
def test_a_broken_probe_blocks_a_clean_release(
    broken: tuple[object, str], made: good_release.Good, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(good_release.SECRET)

    monkeypatch.setattr(*broken, fail)
    listed = against.read(made.against.splitlines())
    verdict = run.verify(Setting(str(made.out), listed), jobs=0)
    assert not verdict.clean
    assert {leak.what for leak in verdict.leaks} == {f"{COULD_NOT_RUN} (OSError)"}
