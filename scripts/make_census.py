"""Make the data file of the name detector from three public lists.

Run as ``python scripts/make_census.py NAMES WORDS COUNTS OUT`` with the archives of three packages
as PyPI serves them, each pinned by its hash below:

* ``names`` 0.3.0 (sdist; MIT; the 1990 United States Census, public domain): given names and
  surnames with their share of the people;
* ``english-words`` 2.0.2 (sdist; MIT; Webster's Second of 1934, public domain): which strings are
  words, and not proper nouns alone;
* ``symspellpy`` 6.10.1 (wheel; MIT): how common a word is.

OUT holds three blocks of lower-case lines, each from the most common down, with an empty line
between: given names, surnames, words. It is compressed with zstandard, and the same archives
always make the same text.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sys
import tarfile
import zipfile
from pathlib import Path

import zstandard

PINNED = {
    "names": "726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671",
    "english-words": "e51d05607fe92ebf65047a2359e977c78a46aa16d1d92a3cba0bac3e34957d8e",
    "symspellpy": "a653a6c125839a21ada87c3e044d690fc3b39872efbd7b7270db3de9471315e1",
}
SURNAMES = 45_000
COMMON = 20_000  # words looked at; what Webster's does not have is left out
ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "er", "ers", "ies", "ied", "al", "ally")


def opened(path: str, package: str) -> io.BytesIO:
    """Return the bytes of an archive, or stop when it is not the one that is pinned."""
    data = Path(path).read_bytes()
    if hashlib.sha256(data).hexdigest() != PINNED[package]:
        raise SystemExit(f"{path} is not the pinned archive of {package}")
    return io.BytesIO(data)


def shares(archive: tarfile.TarFile, member: str) -> dict[str, float]:
    """Return the names of one census table with their share of the people, in per cent."""
    handle = archive.extractfile(f"names-0.3.0/names/{member}")
    if handle is None:
        raise SystemExit(f"{member} is missing")
    rows = (line.split() for line in handle.read().decode("ascii").splitlines())
    return {row[0].lower(): float(row[1]) for row in rows if row}


class _OnlyStrings(pickle.Unpickler):  # the list is stored as a pickled set of strings
    """Unpickles built-in containers of strings and refuses anything that names a class."""

    def find_class(self, module_name: str, global_name: str) -> type:
        """Allow ``set`` alone."""
        if (module_name, global_name) in {("builtins", "set"), ("__builtin__", "set")}:
            return set
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is not allowed")


def webster(path: str) -> frozenset[str]:
    """Return the entries of Webster's that begin with a small letter."""
    with tarfile.open(fileobj=opened(path, "english-words")) as archive:
        handle = archive.extractfile("english-words-2.0.2/english_words/data/web2.pickle")
        if handle is None:
            raise SystemExit("the word list is missing")
        entries = _OnlyStrings(io.BytesIO(handle.read())).load()
    return frozenset(entry for entry in entries if entry.isalpha() and entry.islower())


def is_word(word: str, entries: frozenset[str]) -> bool:
    """Say whether ``word`` or what it is inflected from is an entry."""
    if word in entries:
        return True
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004
            stem = word[: -len(ending)]
            if {stem, stem + "e", stem + "y"} & entries or (
                stem[-1] == stem[-2] and stem[:-1] in entries
            ):
                return True
    return False


def main(names: str, words: str, counts: str, out: str) -> None:
    """Write the data file."""
    with tarfile.open(fileobj=opened(names, "names")) as archive:
        given = shares(archive, "dist.male.first")
        for name, share in shares(archive, "dist.female.first").items():
            given[name] = given.get(name, 0.0) + share
        surnames = list(shares(archive, "dist.all.last"))[:SURNAMES]
    entries = webster(words)
    with zipfile.ZipFile(opened(counts, "symspellpy")) as wheel:
        lines = wheel.read("symspellpy/frequency_dictionary_en_82_765.txt").decode("utf-8-sig")
    common = [line.split()[0] for line in lines.splitlines()[:COMMON] if line]
    blocks = (
        sorted(given, key=lambda name: (-given[name], name)),
        surnames,
        [word for word in common if word.isalpha() and is_word(word, entries)],
    )
    text = "\n\n".join("\n".join(block) for block in blocks)
    packed = zstandard.ZstdCompressor(level=19).compress(text.encode("ascii"))
    Path(out).write_bytes(packed)
    print([len(block) for block in blocks], len(packed))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
