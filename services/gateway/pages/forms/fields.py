"""What a form asks: fields with their labels, hints and choices, in groups; labels are the catalogue's keys."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from services.gateway.pages.reading import Reading

Options = Callable[[Reading], list[tuple[str, str]]]

LINE, LONG, CHOICE, RADIOS, TICKS, FLAG = "line", "long", "choice", "radios", "ticks", "flag"
LANGUAGES_LINE, LANGUAGES_LONG, LANGUAGES_LIST, LINES = "languages", "languages-long", "languages-list", "lines"
MULTILINGUAL = (LANGUAGES_LINE, LANGUAGES_LONG, LANGUAGES_LIST)


OWN_NAMES = {"en": "English", "ar": "العربية", "fr": "Français"}


@dataclass(frozen=True)
class Field:
    """One question; `path` is where its answer stands in the contract, dotted where it is nested."""

    name: str
    label: str
    kind: str = LINE
    required: bool = False
    hint: str = ""
    options: Options | None = None
    path: str = ""
    input: str = "text"
    autocomplete: str = ""
    rows: int = 4
    number: type[int] | type[float] | None = None
    language: str = ""  # of what is typed, where it is not the page's

    @property
    def place(self) -> str:
        """Where the answer stands in the contract."""
        return self.path or self.name

    @property
    def left_to_right(self) -> bool:
        """Whether what is typed runs from left to right in every language: addresses, numbers, passwords."""
        return (
            self.input in ("email", "url", "tel", "password", "date", "datetime-local", "username", "code")
            or self.number is not None
        )

    @property
    def input_type(self) -> str:
        """The type attribute of the input."""
        return "text" if self.input in ("username", "code") else self.input

    @property
    def grouped(self) -> bool:
        """Whether it is several inputs under one legend."""
        return self.kind in (RADIOS, TICKS) or self.kind in MULTILINGUAL


@dataclass(frozen=True)
class Group:
    """Questions that belong together, under one heading."""

    name: str
    title: str
    fields: tuple[Field, ...]
    hint: str = ""


def coded(label_group: str, codes: Iterable[str]) -> Options:
    """The codes of a vocabulary by their names."""
    kept = tuple(codes)
    return lambda reading: [(code, reading.label(label_group, code)) for code in kept]


def countries(reading: Reading) -> list[tuple[str, str]]:
    """Every country by its name."""
    return reading.countries()


def languages(codes: Iterable[str]) -> Options:
    """Languages by their names in the reader's language."""
    kept = tuple(codes)
    return lambda reading: [(code, reading.language_name(code)) for code in kept]


def own_names(_reading: Reading) -> list[tuple[str, str]]:
    """Our languages, each by its own name."""
    return list(OWN_NAMES.items())


def given(pairs: Iterable[tuple[str, str]]) -> Options:
    """Choices that are named already, such as a record's own."""
    kept = list(pairs)
    return lambda _reading: kept


def find(groups: Iterable[Group], name: str) -> Group | None:
    """The group of this name."""
    return next((group for group in groups if group.name == name), None)


def dig(record: Any, path: str) -> Any:
    """What stands at a dotted path of nested maps, None where nothing does."""
    for step in path.split("."):
        record = record.get(step) if isinstance(record, dict) else None
    return record


def bury(record: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a dotted path, making the maps on the way."""
    *way, last = path.split(".")
    for step in way:
        record = record.setdefault(step, {})
    record[last] = value
