"""A small client of the HTTP API for scripts: loaders, the demo, tests."""

from __future__ import annotations

import hashlib
import http.client
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

Answer = dict[str, Any]
Found = TypeVar("Found")


class Problem(Exception):
    """The API refused: `status`, `code` and the whole problem document (RFC 9457)."""

    def __init__(self, status: int, document: Answer) -> None:
        self.status, self.document = status, document
        self.code = document.get("code", "")
        super().__init__(f"{status} {self.code}: {document.get('detail', '')} {document.get('problems') or ''}".strip())


class Late(Exception):
    """What was waited for did not come true in time."""


class Api:
    """The API at one address as one caller; keeps its connection, retries only what is safe to repeat."""

    def __init__(self, address: str, token: str | None = None) -> None:
        self.address, self.token = urlsplit(address), token
        self.connection: http.client.HTTPConnection | None = None
        self.headers: dict[str, str] = {}

    def get(self, path: str, **query: Any) -> Answer:
        """Read; list values become repeated parameters."""
        asked = urlencode({k: v for k, v in query.items() if v is not None}, doseq=True)
        return self.send("GET", f"{path}?{asked}" if asked else path)

    def post(self, path: str, body: Answer | None = None, key: str | None = None, version: int | None = None) -> Answer:
        """Do something once; a repeat under the same key gets the first answer."""
        return self.send("POST", path, body or {}, {"Idempotency-Key": key or str(uuid4())}, version)

    def put(self, path: str, body: Answer, version: int | None = None) -> Answer:
        """Replace at the version read."""
        return self.send("PUT", path, body, {}, version)

    def patch(self, path: str, body: Answer, version: int | None = None) -> Answer:
        """Change some fields."""
        return self.send("PATCH", path, body, {}, version)

    def form(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form as a mail client or browser does, without any header of ours."""
        connection = http.client.HTTPConnection(self.address.netloc, timeout=60)
        connection.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        if answer.status >= 400:
            raise Problem(answer.status, {"detail": text[:200]})
        return {"text": text}

    def pages(self, path: str, **query: Any) -> Iterator[Answer]:
        """Every item of a list, page after page."""
        cursor = None
        while True:
            page = self.get(path, cursor=cursor, limit=100, **query)
            yield from page["items"]
            cursor = page["next"]
            if not cursor:
                return

    def send(
        self,
        method: str,
        path: str,
        body: Answer | None = None,
        headers: dict[str, str] | None = None,
        version: int | None = None,
    ) -> Answer:
        """The JSON answer; raises `Problem` for refusals. A broken connection and 503 are tried again for 30 s."""
        sent = {"Accept": "application/json", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        return until(f"{method} {path}", lambda: self._try(method, path, data, sent), seconds=30)

    def _try(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> Answer | None:
        try:
            self.connection = self.connection or http.client.HTTPConnection(self.address.netloc, timeout=60)
            self.connection.request(method, path, data, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self._drop()
            return None
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        if answer.status == 503:
            return None
        found = (
            json.loads(text)
            if text and "json" in self.headers.get("content-type", "")
            else {"text": text.decode("utf-8", "replace")}
        )
        if answer.status >= 400:
            raise Problem(answer.status, found)
        return found

    def _drop(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


def until(what: str, probe: Callable[[], Found | None], seconds: float = 30) -> Found:
    """The first answer of `probe` that is not None or False; raises `Late` after `seconds`."""
    ends = time.monotonic() + seconds
    pause = 0.02
    while True:
        found = probe()
        if found is not None and found is not False:
            return found
        if time.monotonic() > ends:
            raise Late(f"{what}: not within {seconds:.0f} s")
        time.sleep(pause)  # between two looks at the condition
        pause = min(pause * 1.5, 0.5)


def endpoints(path: str | Path) -> Answer:
    """The addresses and credentials that `make up` wrote."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SystemExit("The department does not run: `make up` first.") from None


def content_key(name: str, body: Answer) -> str:
    """An idempotency key that changes only with the content."""
    return f"{name}-{hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]}"
