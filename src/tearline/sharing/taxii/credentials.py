"""How partners' machines sign in: passwords as argon2id hashes, tokens as sha256, both shown to nobody.

Promises: a password costs 64 MiB and three passes to check (RFC 9106, second profile), a name that nobody has
costs the same; one is reckoned at a time, and few may wait. What was checked once is known by a keyed hash
in memory, so that a page does not cost a password: it is forgotten with the process, and does not hold once
the stored hash is another. No error holds a password.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from tearline.errors import TearlineError, UsageError

SHORTEST, LONGEST, VARIED = 12, 1000, 6  # characters of a password, and how many different ones
PARAMETERS = profiles.RFC_9106_LOW_MEMORY
AT_MOST = 16  # who may wait for their turn
_REMEMBERED = 1000  # sign-ins that were good
_TOKEN_BYTES = 32


class BusyError(TearlineError):
    """Too many passwords are waiting to be checked."""


_turn = threading.Lock()
_waiting = threading.BoundedSemaphore(AT_MOST)


class Credentials:
    """Makes and checks hashes, and remembers what was good."""

    def __init__(self) -> None:
        """Take the profile, and a key for what is remembered."""
        self._hasher = PasswordHasher.from_parameters(PARAMETERS)
        self._nobody = _no_one_s()
        self._key = secrets.token_bytes(32)
        self._good: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    def hash(self, password: str) -> str:
        """Return what is kept of a password. UsageError: it would be guessed."""
        if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < VARIED:
            msg = f"a partner's password has {SHORTEST} to {LONGEST} characters, {VARIED} of them different"
            raise UsageError(msg, "Let a machine make it: nobody has to remember it.")
        with _turn:
            return self._hasher.hash(_bytes(password))

    def is_known(self, login: str, digest: str, password: str) -> bool:
        """Say whether this password was found good for this stored hash before."""
        mark = self._mark(login, digest, password)
        with self._lock:
            if mark not in self._good:
                return False
            self._good.move_to_end(mark)
            return True

    def matches(self, login: str, digest: str, password: str) -> bool:
        """Say whether this is the password; '' is the hash of nobody's and costs the same. BusyError."""
        if not _waiting.acquire(blocking=False):
            raise BusyError("too many are signing in", "Try again in a moment.")
        try:
            with _turn:
                self._hasher.verify(digest or self._nobody, _bytes(password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
        finally:
            _waiting.release()
        if len(password) > LONGEST or not digest:
            return False
        with self._lock:
            self._good[self._mark(login, digest, password)] = None
            while len(self._good) > _REMEMBERED:
                self._good.popitem(last=False)
        return True

    def _mark(self, login: str, digest: str, password: str) -> bytes:
        said = b"\0".join(map(_bytes, (login, digest, password)))
        return hmac.digest(self._key, said, "sha256")


def new_token() -> str:
    """Return a bearer token that nobody will guess."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(_bytes(token)).digest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _no_one_s() -> str:
    """Return the hash of no password at all, with the same parameters: to check it costs the same."""
    salt, digest = (
        base64.b64encode(bytes(length)).decode().rstrip("=")
        for length in (PARAMETERS.salt_len, PARAMETERS.hash_len)
    )
    cost = f"m={PARAMETERS.memory_cost},t={PARAMETERS.time_cost},p={PARAMETERS.parallelism}"
    return f"$argon2id$v={PARAMETERS.version}${cost}${salt}${digest}"
