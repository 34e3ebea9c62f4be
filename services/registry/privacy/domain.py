"""What stays where a person was, and for how long a link shows the data about one."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

LINK = timedelta(days=1)
PAUSE = timedelta(hours=1)
ERASURE_TOLD = timedelta(days=7)  # by then whoever was away has heard
ERASED = "(erased)"
NO_ADDRESS = "erased@erased.invalid"  # reserved by RFC 2606: no mail ever goes there
LEAST_LETTERS = 5


def without(value: Any, words: frozenset[str]) -> Any:
    """Plain data with every text that is one of the folded words, or holds an address among them, replaced."""
    if isinstance(value, dict):
        return {name: without(one, words) for name, one in value.items()}
    if isinstance(value, list):
        return [without(one, words) for one in value]
    if isinstance(value, str) and _tells(value.casefold(), words):
        return ERASED
    return value


def _tells(text: str, words: frozenset[str]) -> bool:
    return text.strip() in words or any("@" in word and word in text for word in words)


def plain(value: Any) -> Any:
    """A row as JSON data."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


@dataclass(frozen=True)
class Traces:
    """The folded address of a person and names, which count only as whole words."""

    address: str
    names: frozenset[str] = frozenset()

    @property
    def words(self) -> list[str]:
        """What a text holds, folded, that tells of the person."""
        return [self.address, *sorted(name.casefold() for name in self.names if name)]

    def without(self, value: Any) -> Any:
        """Plain data without the person: an `email` becomes null, an address elsewhere one of nobody, a name `(erased)`."""
        if isinstance(value, dict):
            return {name: None if self._is_mail(name, one) else self.without(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.without(one) for one in value]
        if not isinstance(value, str):
            return value
        value = self._address.sub(NO_ADDRESS, value)
        return self._names.sub(ERASED, value) if self._names else value

    def _is_mail(self, name: str, value: Any) -> bool:
        return name == "email" and isinstance(value, str) and value.strip().casefold() == self.address

    @cached_property
    def _address(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.+%'-]){re.escape(self.address)}(?![\w-]|\.\w)", re.IGNORECASE)

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        # The longest first, or a username that begins a name would leave the rest of it.
        found = sorted((re.escape(name) for name in self.names if name), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE) if found else None


def telling(names: frozenset[str]) -> frozenset[str]:
    """The names that hardly mean anything but the person: several words, or with digits or dots, and not too short."""
    return frozenset(name for name in names if len(name) >= LEAST_LETTERS and not name.isalpha())
