"""What the tests of the TAXII server share: small STIX objects, and asking the server in process, byte by byte."""

import asyncio
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from tearline.sharing.taxii.app import build_server
from tearline.sharing.taxii.limits import Limits
from tearline.sharing.taxii.shelf import Shelf

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TAXII = "application/taxii+json;version=2.1"
KEY = b"a key of thirty-two bytes, yes!!"
FREE = Limits(login_burst=10**6, address_burst=10**6, failure_burst=10**6)


def later(seconds):
    return AT + timedelta(seconds=seconds)


def stix_id(number, kind="incident"):
    return f"{kind}--{uuid.UUID(int=number + (4 << 76) + (8 << 60))}"


def thing(number, minute=0, kind="incident", **more):
    """A STIX object; ``minute`` tells its versions apart."""
    one = {
        "type": kind,
        "id": stix_id(number, kind),
        "spec_version": "2.1",
        "created": "2025-01-01T00:00:00.000Z",
        "modified": f"2025-01-01T00:{minute:02}:00.000Z",
        "name": f"EXERCISE {number}",
    }
    return {**one, **more}


def things(count, start=0):
    return [thing(start + number) for number in range(count)]


@dataclass
class Answer:
    status: int
    headers: list
    body: bytes

    @property
    def said(self):
        return json.loads(self.body)

    def header(self, name):
        found = [value.decode() for key, value in self.headers if key.decode() == name]
        assert len(found) <= 1
        return found[0] if found else None

    @property
    def whole(self):
        return (self.status, tuple(self.headers), self.body)


class Asker:
    """Asks an app in process; one at a time."""

    def __init__(self, app):
        self.app, self._runner = app, asyncio.Runner()

    def ask(self, path, query="", method="GET", headers=(), address="198.51.100.7"):
        if not isinstance(query, str):
            query = urlencode(query)
        return self._runner.run(self._ask(path, query, method, headers, address))

    async def _ask(self, path, query, method, headers, address):
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
            "client": (address, 5555),
            "server": ("127.0.0.1", 80),
        }
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        try:
            await self.app(scope, receive, send)
        except Exception:
            if not sent:  # the server has answered, then tells its own log
                raise
        body = b"".join(one.get("body", b"") for one in sent[1:])
        return Answer(sent[0]["status"], list(sent[0]["headers"]), body)

    def close(self):
        self._runner.close()


class World:
    """A shelf with partners who sign in by token, and the server over it."""

    def __init__(self, path, *logins, limits=FREE, **more):
        self.path = path
        self.shelf = Shelf.open(path) if path.exists() else Shelf.create(path)
        self.tokens, self.collections = {}, {}
        for login in logins:
            self.add(login)
        self.app = build_server(
            path,
            title="Exercise desk",
            key=KEY,
            limits=limits,
            **{"clock": lambda: later(60), **more},
        )
        self.asker = Asker(self.app)

    def add(self, login):
        self.collections[login] = self.shelf.add_partner(login, None, f"Edition for {login}")
        self.tokens[login] = self.shelf.add_token(login)

    def root(self, login):
        return f"/partner/collections/{self.collections[login]}/"

    def get(self, login, path, query="", method="GET", headers=(), **more):
        """Ask as a partner; a path without a slash before it is one of their collection."""
        path = path if path.startswith("/") else self.root(login) + path
        signed = ("authorization", f"Bearer {self.tokens[login]}")
        return self.asker.ask(path, query, method, (signed, *headers), **more)

    def pages(self, login, query=(), path="objects/"):
        """Yield pages by ``next``, to the end."""
        found = self.get(login, path, query)
        yield found
        while found.said.get("more"):
            found = self.get(login, path, [*query, ("next", found.said["next"])])
            yield found

    def ids(self, login):
        return [one["id"] for page in self.pages(login) for one in page.said.get("objects", [])]

    def close(self):
        self.asker.close()
        self.app.state.reading.close()
        self.shelf.close()
