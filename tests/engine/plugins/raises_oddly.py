"""Exceptions that engines trip over, each with a secret in its text that must not come out."""

from __future__ import annotations

import threading

from tearline.errors import FileRefusedError, PageFailedError

SECRET = "078-05-1120"


class UnpicklableError(Exception):
    """Holds a lock, which no pickle can."""

    def __init__(self, text: str) -> None:
        super().__init__(text, threading.Lock())


class MustHaveTwoError(Exception):
    """Can be pickled, but not read back."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)


class NoWordsError(Exception):
    """Cannot even say what it is."""

    def __str__(self) -> str:
        raise RuntimeError(SECRET)


class OutsideError(BaseException):
    """Not an Exception: what a library in Rust raises when it panics."""


def work(job: str) -> str:
    """Raise what the job names."""
    if job == "refused":
        raise FileRefusedError(
            "password", "letter.pdf asks for a password", "give it by --password-file"
        )
    if job == "page":
        raise PageFailedError("letter.pdf, page 3, could not be read", "look at it")
    if job == "value":
        raise ValueError(f"cannot parse {SECRET}")
    if job == "unpicklable":
        raise UnpicklableError(SECRET)
    if job == "two":
        raise MustHaveTwoError(SECRET, SECRET)
    if job == "wordless":
        raise NoWordsError(SECRET)
    if job == "outside":
        raise OutsideError(SECRET)
    if job == "exit":
        raise SystemExit(SECRET)
    if job == "interrupt":
        raise KeyboardInterrupt
    return job
