"""What texts tell of a person, and the same texts without: addresses wherever they stand, names where they can mean nobody else."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

ERASED = "(erased)"
NO_ADDRESS = "erased@erased.invalid"  # reserved by RFC 2606: no mail ever goes there
LEAST_LETTERS = 5


@dataclass(frozen=True)
class Text:
    """A column in which people write of people: whether it is JSON, what else changes with it, and whether an export lists it as a mention."""

    table: str
    key: str
    column: str
    is_json: bool = False
    also: str = ""
    is_mention: bool = True


@dataclass(frozen=True)
class Traces:
    """The folded address of a person, names, which count only as whole words, and what is the person's where it stands alone.

    What keeps its form has an address in every place that must have one.
    """

    address: str
    names: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    keeps_form: bool = False

    @property
    def words(self) -> list[str]:
        """What a text holds, folded, that tells of the person."""
        return [self.address, *sorted(name.casefold() for name in self.names if name)]

    def without(self, value: Any) -> Any:
        """Plain data without the person: an address becomes one of nobody, an `email` null unless it keeps its form, a name `(erased)`."""
        if isinstance(value, dict):
            return {name: None if self._goes(name, one) else self.without(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.without(one) for one in value]
        if isinstance(value, str):
            return ERASED if value.strip().casefold() in self._alone else self._struck(value)
        return value

    def _struck(self, text: str) -> str:
        text = self._address.sub(NO_ADDRESS, text)
        return self._names.sub(ERASED, text) if self._names else text

    def _goes(self, name: str, value: Any) -> bool:
        is_mail = name == "email" and isinstance(value, str) and value.strip().casefold() == self.address
        return is_mail and not self.keeps_form

    @cached_property
    def _alone(self) -> frozenset[str]:
        return frozenset(text.strip().casefold() for text in self.alone if text)

    @cached_property
    def _address(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.+%'-]){re.escape(self.address)}(?![\w-]|\.\w)", re.IGNORECASE)

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        # The longest first, or a username that begins a name would leave the rest of it.
        found = sorted((re.escape(name) for name in self.names if name), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE) if found else None


def of_messages(address: str, names: frozenset[str], *more: str) -> Traces:
    """The traces in messages about the person or with the address: any name alone, inside a text those that tell."""
    return Traces(address, telling(names), names | {*more}, keeps_form=True)


def telling(names: frozenset[str]) -> frozenset[str]:
    """The names that hardly mean anything but the person: several words, or with digits or dots, and not too short."""
    return frozenset(name for name in names if len(name) >= LEAST_LETTERS and not name.isalpha())
