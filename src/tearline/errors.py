"""Every exception Tearline raises on purpose, each with its exit code and its remedy.

An error's text names the file, the page where there is one, and what to do. It never holds a word of
a record, a term or a password.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The contract with programs that call the command line."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    PARTLY = 3  # done, but some records are pending, held or failed
    DECIDE_FIRST = 4  # nothing could go out before a person decides
    VERIFICATION_FAILED = 5  # nothing was published
    PROGRAM_MISSING = 6
    NO_COLLECTION = 10
    LOCKED = 11
    INTERRUPTED = 130


class TearlineError(Exception):
    """Base of all: a message, a remedy, an exit code."""

    exit_code: ExitCode = ExitCode.UNEXPECTED

    def __init__(self, message: str, remedy: str = "") -> None:
        """Keep the message and the remedy apart, so that ``--json`` can give both."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the message, then the remedy."""
        return f"{self.message}. {self.remedy}" if self.remedy else self.message


class UsageError(TearlineError):
    """What was asked cannot be understood."""

    exit_code = ExitCode.USAGE


class NoCollectionError(TearlineError):
    """There is no collection where one was looked for."""

    exit_code = ExitCode.NO_COLLECTION


class LockedError(TearlineError):
    """Another run has this collection."""

    exit_code = ExitCode.LOCKED


class DecideFirstError(TearlineError):
    """Nothing can go out before a person decides."""

    exit_code = ExitCode.DECIDE_FIRST


class VerificationFailedError(TearlineError):
    """The verifier found something, or could not look everywhere; nothing was published."""

    exit_code = ExitCode.VERIFICATION_FAILED


class ProgramMissingError(TearlineError):
    """A part that should have come with the installation is not there."""

    exit_code = ExitCode.PROGRAM_MISSING


class FileRefusedError(TearlineError):
    """A file cannot be read as any kind of record; it stays registered, with this reason.

    ``reason`` is one of a closed list, so that status and counts can group by it: empty, truncated,
    not what it says, password, too many pixels, too many pages, unknown kind, damaged.
    """

    exit_code = ExitCode.PARTLY

    def __init__(self, reason: str, message: str, remedy: str = "") -> None:
        """Keep the reason from the closed list beside the message."""
        super().__init__(message, remedy)
        self.reason = reason

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        """Cross from a worker to the parent whole."""
        return (type(self), (self.reason, self.message, self.remedy))


class PageFailedError(TearlineError):
    """One page could not be read; its record is pending, the others go on."""

    exit_code = ExitCode.PARTLY


class GuideError(TearlineError):
    """A guide is not well formed, or names what it does not define."""

    exit_code = ExitCode.USAGE


class LogMovedError(TearlineError):
    """Somebody has written the log since it was looked at; look again, then decide."""

    exit_code = ExitCode.LOCKED

    def __init__(self, seen: int) -> None:
        """Keep the number of the last entry that was seen."""
        super().__init__(
            f"the log has gone on after entry {seen}", "Look at what was decided, then try again."
        )
        self.seen = seen


class LogBrokenError(TearlineError):
    """The decision log's chain does not hold: someone or something changed it."""

    exit_code = ExitCode.UNEXPECTED


class DiskFullError(TearlineError):
    """There was no room to write; nothing half-written was kept."""

    exit_code = ExitCode.UNEXPECTED
