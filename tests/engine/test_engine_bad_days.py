"""Every job comes out exactly once, whatever happens to the process that has it. Nothing is mocked."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import dies
import eats_memory
import gives_back_oddly
import hangs_in_c
import plain_work
import pytest
import raises_oddly
import tells_its_pid

from tearline.confine import Limits, settle
from tearline.engine import WINDOW, Done, Failed, Stop, run

REASONS = {"time limit", "died", "memory", "refused", "error"}


def outcomes(work, jobs, **how):
    """Run the jobs, and return what became of each, by job; each exactly once."""
    jobs = list(jobs)
    told = list(run(work, jobs, **{"workers": 2, **how}))
    assert Counter(map(str, (t.job for t in told))) == Counter(map(str, jobs))
    for each in told:
        if isinstance(each, Failed):
            assert each.reason in REASONS
            assert raises_oddly.SECRET not in repr(each)
    return {str(t.job): t for t in told}


def wait_for(condition, seconds=20.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.01)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_every_job_comes_out_with_its_result_its_seconds_and_its_memory(workers):
    told = list(run(plain_work.answer, range(20), workers=workers))
    assert {t.job: t.result.value for t in told} == {n: n for n in range(20)}
    assert all(isinstance(t, Done) and t.peak_rss_kb > 1000 and t.cpu_seconds >= 0 for t in told)
    assert (os.getpid() in {t.result.pid for t in told}) == (workers == 0)


def test_cpu_seconds_are_the_jobs_own():
    (told,) = run(plain_work.burn, [0.2], workers=1)
    assert 0.2 <= told.cpu_seconds < 0.4


def test_no_jobs_start_no_process():
    assert list(run(plain_work.double, [], workers=2)) == []


@pytest.mark.parametrize("workers", [1, 3])
def test_jobs_are_pulled_only_as_room_is_made(workers):
    pulled = 0

    def jobs():
        nonlocal pulled
        for number in range(500):
            pulled += 1
            yield number

    for given, _ in enumerate(run(plain_work.double, jobs(), workers=workers)):
        assert pulled <= given + 4 * workers
    assert pulled == 500


def test_a_run_let_go_half_way_leaves_no_process():
    results = run(plain_work.answer, iter(int, 1), workers=2)
    pids = {next(results).result.pid for _ in range(50)}
    results.close()
    wait_for(lambda: not any(map(alive, pids)), 3)


def test_an_error_of_the_jobs_own_source_comes_through():
    def jobs():
        yield 1
        raise LookupError

    with pytest.raises(LookupError):
        list(run(plain_work.double, jobs(), workers=1))


def test_a_hang_in_c_ends_at_its_time_limit_and_the_others_are_done():
    began = time.monotonic()
    told = outcomes(
        hangs_in_c.work, ["a", "hang", "b", "wait", "c", "d"], limits=Limits(seconds=1.0)
    )
    for job in ("hang", "wait"):
        assert (told[job].reason, told[job].attempts) == ("time limit", 1)
        assert "1 seconds" in told[job].message
    assert all(told[job].result == job for job in "abcd")
    assert time.monotonic() - began < 10


def test_the_time_limit_is_each_jobs_own():
    told = outcomes(plain_work.slowly, [0.4, 0.41, 0.42, 0.43], workers=1, limits=Limits(seconds=1))
    assert all(isinstance(t, Done) for t in told.values())


def test_a_stopped_process_is_ended_from_outside(tmp_path, monkeypatch):
    monkeypatch.setattr("tearline.workers.GRACE", 0.5)
    told = []
    path = tmp_path / "pid"
    thread = threading.Thread(
        target=lambda: told.extend(
            run(tells_its_pid.work, [(str(path), 30)], workers=1, limits=Limits(seconds=1))
        )
    )
    thread.start()
    wait_for(path.exists)
    os.kill(int(path.read_text()), signal.SIGSTOP)
    thread.join(10)
    assert told[0].reason == "time limit"


@pytest.mark.parametrize(
    ("job", "word"),
    [("kill", "SIGKILL"), ("crash", "SIGSEGV"), ("abort", "SIGABRT"), ("exit", "3")],
)
def test_a_job_that_kills_its_worker_twice_is_failed_by_name_and_the_others_are_done(job, word):
    told = outcomes(dies.work, ["a", job, "b", "c"])
    assert (told[job].reason, told[job].attempts) == ("died", 2)
    assert word in told[job].message
    assert all(told[other].result == other for other in "abc")


def test_a_job_that_kills_its_worker_once_is_done(tmp_path):
    job = str(tmp_path / "once")
    assert outcomes(dies.work, ["a", job])[job].result == "second time"


@pytest.mark.parametrize("work", [tells_its_pid.work, tells_its_pid.large])
def test_workers_killed_from_outside_lose_nothing_and_give_nothing_twice(tmp_path, work):
    count = 8 if work is tells_its_pid.work else 3
    jobs = [(str(tmp_path / str(n)), 0.1) for n in range(count)]
    killed = set()

    def killer():
        for path, _ in jobs[::3]:
            wait_for(Path(path).exists)
            if work is tells_its_pid.large:
                time.sleep(0.11)  # so as to meet the answer on its way
            pid = int(Path(path).read_text() or 0)
            if pid and pid not in killed:
                killed.add(pid)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    thread = threading.Thread(target=killer)
    thread.start()
    told = outcomes(work, jobs)
    thread.join()
    assert killed
    assert all(isinstance(t, Done) for t in told.values())


def test_a_killed_fork_server_is_made_again(tmp_path):
    from multiprocessing import forkserver

    jobs = [(str(tmp_path / str(n)), 0.2) for n in range(6)]

    def killer():
        wait_for(Path(jobs[0][0]).exists)
        os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)

    thread = threading.Thread(target=killer)
    thread.start()
    told = outcomes(tells_its_pid.work, jobs)
    thread.join()
    assert all(isinstance(t, Done) for t in told.values())


@pytest.mark.parametrize(
    ("work", "job"),
    [(eats_memory.work, 2 << 30), (eats_memory.by_numpy, 2 << 30), (eats_memory.by_opencv, 50_000)],
)
def test_a_job_beyond_the_memory_limit_is_failed_and_the_others_are_done(work, job):
    small = 64
    told = outcomes(work, [small, job], limits=Limits(address_space=3 << 29))
    assert (told[str(job)].reason, told[str(job)].attempts) == ("memory", 2)
    assert isinstance(told[str(small)], Done)


def test_a_job_never_fails_for_the_memory_that_earlier_jobs_kept():
    jobs = [(300 << 20) + n for n in range(8)]
    told = outcomes(eats_memory.leaky, jobs, workers=1, limits=Limits(address_space=1 << 30))
    assert all(isinstance(t, Done) for t in told.values())


@pytest.mark.parametrize("workers", [0, 2])
def test_exceptions_are_told_without_a_strangers_words(workers):
    jobs = ["refused", "page", "value", "unpicklable", "two", "wordless", "outside", "exit", "fine"]
    told = outcomes(raises_oddly.work, jobs, workers=workers)
    refused = told["refused"]
    assert (refused.reason, refused.refusal, refused.error) == (
        "refused", "password", "FileRefusedError",
    )  # fmt: skip
    assert (refused.message, refused.remedy) == (
        "letter.pdf asks for a password", "give it by --password-file",
    )  # fmt: skip
    assert (told["page"].reason, told["page"].error) == ("error", "PageFailedError")
    assert "page 3" in told["page"].message
    assert told["value"].message.startswith("ValueError at raises_oddly.py:")
    assert told["unpicklable"].error == "UnpicklableError"
    assert told["two"].error == "MustHaveTwoError"
    assert told["wordless"].error == "NoWordsError"
    assert told["outside"].error == "OutsideError"
    assert told["exit"].error == "SystemExit"
    assert all(told[job].attempts == 1 for job in jobs[:-1])
    assert told["fine"].result == "fine"


def test_a_keyboard_interrupt_inside_a_worker_is_one_jobs_error():
    assert outcomes(raises_oddly.work, ["interrupt", "fine"])["interrupt"].reason == "error"


@pytest.mark.parametrize("workers", [0, 2])
def test_results_that_are_no_plain_data_fail_and_are_never_run(tmp_path, workers):
    trap = str(tmp_path / "sprung")
    told = outcomes(
        gives_back_oddly.work, ["lock", "function", "mine", trap, "fine"], workers=workers
    )
    for job in ("lock", "function", "mine", trap):
        assert told[job].reason == "error"
    assert not Path(trap).exists()
    assert told["fine"].result == {"plain": ("fine", Path("a"), {1, 2})}


def test_a_result_that_takes_for_ever_to_pickle_ends_at_the_time_limit():
    told = outcomes(gives_back_oddly.work, ["slow", "fine"], limits=Limits(seconds=0.5))
    assert told["slow"].reason == "time limit"


@pytest.mark.parametrize("kind", ["trap", "noise", "number", "words", "reason"])
def test_a_worker_taken_over_cannot_take_over_this_process(tmp_path, kind):
    trap = str(tmp_path / "sprung")
    (told,) = run(gives_back_oddly.forged, [(kind, trap)], workers=1)
    assert told.reason == "error"
    assert len(told.message) < 100
    assert not Path(trap).exists()


def test_jobs_and_work_that_cannot_be_handed_over_fail_one_by_one():
    lock = threading.Lock()
    told = list(run(plain_work.double, [1, lock, 2], workers=1))
    assert sorted(t.result for t in told if isinstance(t, Done)) == [2, 4]
    assert [t.reason for t in told if isinstance(t, Failed)] == ["error"]


def test_after_a_request_to_stop_what_runs_is_finished_and_the_rest_left_undone():
    stop, given = Stop(), []
    for told in run(plain_work.slowly, [0.05] * 100, workers=2, stop=stop):
        given.append(told)
        if len(given) == 3:
            stop.request()
    assert 3 <= len(given) <= 3 + 2 * WINDOW  # what was in the workers' hands
    assert all(isinstance(t, Done) for t in given)


def pool(limits):
    """Make the standard library's pool, as someone may pass in."""
    return ProcessPoolExecutor(
        2, mp_context=get_context("forkserver"), initializer=settle, initargs=(limits,)
    )


def test_any_executor_will_do_and_its_breaking_is_normal():
    limits = Limits(seconds=1.0)
    told = outcomes(
        dies.work, ["a", "kill", *"bcdefghijk"], limits=limits, make_executor=lambda: pool(limits)
    )
    assert (told["kill"].reason, told["kill"].attempts) == ("died", 2)
    assert all(told[job].result == job for job in "abcdefghijk")
    told = outcomes(
        hangs_in_c.work, ["a", "hang", "b"], limits=limits, make_executor=lambda: pool(limits)
    )
    assert told["hang"].reason == "time limit"
    assert all(told[job].result == job for job in "ab")


def test_threads_will_do_too_without_a_time_limit():
    told = outcomes(
        plain_work.double, range(9), make_executor=lambda: ThreadPoolExecutor(2), limits=Limits(0.1)
    )
    assert {t.result for t in told.values()} == {2 * n for n in range(9)}


def test_ten_thousand_tiny_jobs_cost_little():
    before = time.process_time()
    told = list(run(plain_work.double, range(10_000), workers=2))
    here, there = time.process_time() - before, sum(t.cpu_seconds for t in told)
    assert sorted(t.result for t in told) == [2 * n for n in range(10_000)]
    print(f"\n{here / 10:.3f} ms here and {there / 10:.3f} ms in the job, a tiny job")
    assert here < 10
