"""Passwords: what will not do as one, and how they are kept.

Promises: a password is kept as its argon2id hash alone, by the second profile of RFC 9106 (64 MiB, 3 passes,
4 lanes: 110 ms on two cores); a name that nobody has costs the same. One is reckoned at a time, and few may
wait: sign-ins take no more than 64 MiB, and never all the threads of the desk; browsers in which somebody
has signed in before wait in a line of their own. An é is an é,
whichever way a keyboard writes it. No error ever holds a password.
"""

from __future__ import annotations

import base64
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from tearline.errors import TearlineError, UsageError

SHORTEST = 12  # characters of a password
LONGEST = 1000
VARIED = 6  # different characters that it has at the least
OWN = 8  # characters that it has at the least beside the person's name
PARAMETERS = profiles.RFC_9106_LOW_MEMORY
AT_MOST = 16  # who may wait for their turn, of the 40 threads of the desk
SOON = 2  # seconds after which to try again where too many wait
_PLAIN = str.maketrans("013457@$!", "oieastasi")  # digits and signs that stand for letters
_ROWS = (
    *("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "azertyuiop"),
    *("asdfghjkl", "zxcvbnm", "yxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb"),
)
_STEP = 4  # characters of a row that are a run
# Words that the longer passwords people choose first are made of; a word of one's own beside them helps.
_FIRST = (
    *("password", "passwort", "passphrase", "passcode", "secret", "admin", "administrator"),
    *("tearline", "review", "reviewer", "officer", "desk", "welcome", "letmein", "changeme"),
    *("changeit", "default", "login", "user", "test", "guest", "master", "root", "access"),
    *("summer", "winter", "spring", "autumn", "january", "monday", "football", "baseball"),
    *("dragon", "monkey", "princess", "sunshine", "iloveyou", "superman", "starwars"),
    *("batman", "shadow", "freedom", "whatever", "trustno", "hello", "please", "open", "sesame"),
    *("correct", "horse", "battery", "staple", "company", "office", "letme"),
)


class TooOftenError(TearlineError):
    """Too many tries; ``seconds`` to wait."""

    def __init__(self, seconds: int) -> None:
        """Keep how long."""
        super().__init__("too many tries", f"Wait {seconds} seconds.")
        self.seconds = seconds


_turn = threading.Lock()
_waiting = threading.BoundedSemaphore(AT_MOST)
# Who has signed in before in this browser waits in a line of their own, that strangers cannot fill.
_known_waiting = threading.BoundedSemaphore(AT_MOST)


class Passwords:
    """Makes and checks hashes."""

    def __init__(self) -> None:
        """Take the profile, and make a hash of no password, to be checked where a name is nobody's."""
        self._hasher = PasswordHasher.from_parameters(PARAMETERS)
        self._nobody = _no_one_s()

    def hash(self, password: str) -> str:
        """Return what is kept of a password. TooOftenError: too many wait for theirs."""
        with _one_at_a_time():
            return self._hasher.hash(_bytes(password))

    def matches(self, digest: str, password: str, *, known: bool = False) -> bool:
        """Say whether this is the password; '' is the hash of nobody's, and costs the same.

        ``known``: in a browser in which that person has signed in before. TooOftenError: too many wait.
        """
        with _one_at_a_time(known=known):
            try:
                good = self._hasher.verify(digest or self._nobody, _bytes(password[:LONGEST]))
            except (VerificationError, InvalidHashError):
                return False
        return good and len(password) <= LONGEST and bool(digest)

    def is_weaker(self, digest: str) -> bool:
        """Say whether a hash was made with other parameters than now."""
        return self._hasher.check_needs_rehash(digest)


def check_password(password: str, name: str) -> None:
    """Refuse a password that would be guessed. UsageError says why, never the password."""
    several = "Several words that nobody would put together are easy to keep."
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"a password has {SHORTEST} to {LONGEST} characters", several)
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(set(plain)) < VARIED:
        raise UsageError("the password is of few characters, repeated", several)
    if _left(plain, unicodedata.normalize("NFKC", name).casefold()) < OWN:
        raise UsageError("the password is little more than the name", several)
    core = plain.strip("".join(c for c in plain if not c.isalpha()))
    if any(map(_is_guessed, (plain, plain.translate(_PLAIN), core.translate(_PLAIN)))):
        msg = "the password is made of what is guessed first: common words, runs of keys, digits"
        raise UsageError(msg, several)


def _left(plain: str, name: str) -> int:
    """Return how many characters a password has beside the name and its parts."""
    parts = {name, *name.replace("-", ".").replace("_", ".").split(".")}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) > 2:  # noqa: PLR2004 - a part of two letters stands in many words
            plain = plain.replace(part, "")
    return len(plain)


def _is_guessed(plain: str) -> bool:
    """Say whether words that come first to mind, runs of keys, digits and signs are nearly all of it."""
    left = plain
    for word in sorted(_FIRST, key=len, reverse=True):
        left = left.replace(word, " ")
    for row in _ROWS:
        for way in (row, row[::-1]):
            for at in range(len(way) - _STEP + 1):
                left = left.replace(way[at : at + _STEP], " ")
    return sum(c.isalpha() for c in left) < _STEP


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _no_one_s() -> str:
    """Return the hash of no password at all, with the same parameters: to check it costs the same."""
    salt, digest = (
        base64.b64encode(bytes(length)).decode().rstrip("=")
        for length in (PARAMETERS.salt_len, PARAMETERS.hash_len)
    )
    cost = f"m={PARAMETERS.memory_cost},t={PARAMETERS.time_cost},p={PARAMETERS.parallelism}"
    return f"$argon2id$v={PARAMETERS.version}${cost}${salt}${digest}"


@contextmanager
def _one_at_a_time(*, known: bool = False) -> Iterator[None]:
    line = _known_waiting if known else _waiting
    if not line.acquire(blocking=False):
        raise TooOftenError(SOON)
    try:
        with _turn:
            yield
    finally:
        line.release()
