"""What the demo's people use: the API in their role, their mailbox, and a way to say what was seen."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

from deploy.client import Answer, Api, endpoints, until

PATIENCE = 90


class Missing(Exception):
    """Something that the flow promises was not seen."""


@dataclass
class Person:
    """Somebody with an address and a language."""

    name: str
    email: str
    language: str
    country: str = ""
    nomination_id: str = ""


class World:
    """One run of the demo against the department whose endpoints file is at `path`."""

    def __init__(self, path: Path) -> None:
        self.home = path.parent
        self.at = endpoints(path)
        self.tag = uuid4().hex[:6]
        self.public = Api(self.at["gateway"])
        self.officer = self.sign_in(self.at["officer"]["username"], self.at["officer"]["password"])
        self.reviewer = self.sign_in(self.at["reviewer"]["username"], self.at["reviewer"]["password"])
        self.mails = Api(self.at["mailbox"]["http"])
        self.began = time.monotonic()
        self.kept: Answer = {}

    def sign_in(self, username: str, password: str) -> Api:
        """The API as this account."""
        session = self.public.post("/v1/sessions", {"username": username, "password": password})
        return Api(self.at["gateway"], session["token"])

    def say(self, words: str) -> None:
        """One line for the person who watches."""
        print(f"   {time.monotonic() - self.began:6.1f} s  {words}", flush=True)

    def step(self, words: str) -> None:
        """A numbered step begins."""
        print(f"\n{words}", flush=True)

    def expect(self, condition: object, words: str) -> None:
        """Say what was seen, or end the demo with what is missing."""
        if not condition:
            raise Missing(words)
        self.say(f"✓ {words}")

    def mails_to(self, email: str) -> list[Answer]:
        """The mails to one address, oldest first, whole."""
        listed: Any = self.mails.get("/messages", to=email)
        return [self.mails.get(f"/messages/{quote(mail['id'])}") for mail in reversed(listed)]

    def mail(self, email: str, wanted: Callable[[Answer], Any], what: str) -> Answer:
        """The one mail to an address that is wanted; waits until it came."""

        def look() -> Answer | None:
            found = [mail for mail in self.mails_to(email) if wanted(mail)]
            if len(found) > 1:
                raise Missing(f"{email} got {len(found)} mails instead of one: {what}")
            return found[0] if found else None

        return until(f"mail to {email}: {what}", look, seconds=PATIENCE)

    def link(self, email: str, purpose: str) -> tuple[str, str]:
        """The subject and signature of the newest mailed link of a purpose, e.g. `offers`."""
        pattern = re.compile(rf"https?://\S+/{purpose}/[0-9a-f-]{{36}}\?signature=[\w-]+")

        def newest() -> str | None:
            found = [link for mail in self.mails_to(email) for link in pattern.findall(mail["text"] or "")]
            return found[-1] if found else None

        parts = urlsplit(until(f"a link of {purpose} to {email}", newest, seconds=PATIENCE))
        return parts.path.rsplit("/", 1)[1], parse_qs(parts.query)["signature"][0]

    def page(self, path: str) -> str:
        """A page of the site as HTML."""
        return self.public.get(path)["text"]

    def outage(self, service: str, begins: bool) -> None:
        """Stop or start a service of the department as an operator would."""
        from deploy.local.department import Department

        department = Department(self.home)
        with department.alone():
            if begins:
                department.stop(service)
            else:
                department.start(service)
                department.wait_ready(service)
        self.say(f"!! {service} {'is stopped' if begins else 'runs again'}")


def language_of(mail: Answer) -> str:
    """The Content-Language of a mail (RFC 3282)."""
    return next((value for name, value in mail["headers"] if name.lower() == "content-language"), "")


def header(mail: Answer, name: str) -> str:
    """A header of a mail, empty where there is none."""
    return next((value for key, value in mail["headers"] if key.lower() == name.lower()), "")


def fail(words: str) -> None:
    """End with a reason."""
    print(f"\n✗ {words}", file=sys.stderr, flush=True)
    raise SystemExit(1)
