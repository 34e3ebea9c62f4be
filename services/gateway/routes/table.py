"""What a route is, and finding the one that a path and a method mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from contracts.base import Request

MEBIBYTE = 1024 * 1024
JSON = "application/json"
CSV = "text/csv; charset=utf-8; header=present"
CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"


@dataclass(frozen=True)
class Route:
    """One method and path template, the contract it asks, and how the answer is written."""

    method: str
    path: str
    contract: type[Request]
    status: int = 200
    needs_version: bool = False
    location: str | None = None
    media: str = JSON
    address_in: str = ""  # the field that the gateway fills with whom it sees at the other end
    largest_body: int = 2 * MEBIBYTE
    joined: bool = False  # the `content` of all pages is one file

    @property
    def names(self) -> list[str]:
        """The fields that stand in the path."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def takes_version(self) -> bool:
        """Whether If-Match may say which version is meant."""
        return self.has_body and "version" in self.contract().fields

    @property
    def has_body(self) -> bool:
        """Whether a body comes with it."""
        return self.method in ("POST", "PUT", "PATCH")

    def found_at(self, answer: dict[str, Any]) -> str | None:
        """The Location of what was made, filled from the answer."""
        if not self.location:
            return None
        names = re.findall(r"{(\w+)}", self.location)
        return self.location.format(**{name: quote(str(answer[name]), safe="") for name in names})


class Table:
    """Routes by path, the more literal path first."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._patterns: dict[str, tuple[re.Pattern[str], dict[str, Route]]] = {}
        for route in routes:
            _, methods = self._patterns.setdefault(route.path, (_pattern(route.path), {}))
            if route.method in methods:
                raise ValueError(f"two routes for {route.method} {route.path}")
            methods[route.method] = route
        self._ordered = [self._patterns[path] for path in sorted(self._patterns, key=_literalness)]

    def find(self, path: str) -> tuple[dict[str, Route], dict[str, str]]:
        """The routes of this path by method with the path's fields; ({}, {}) where there is none."""
        for pattern, methods in self._ordered:
            if found := pattern.fullmatch(path):
                return methods, found.groupdict()
        return {}, {}


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"({\w+})", path)
    return re.compile(
        "".join(f"(?P<{piece[1:-1]}>[^/]+?)" if piece.startswith("{") else re.escape(piece) for piece in pieces)
    )


def _literalness(path: str) -> tuple[int, int]:
    return path.count("{"), -len(path)
