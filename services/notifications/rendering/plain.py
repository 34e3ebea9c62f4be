"""Other people's words inside ours: control characters removed, bidirectional text kept apart."""

import re
import unicodedata
from typing import Any

from markupsafe import Markup, escape

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_BIDI_CONTROLS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAKS = re.compile("[\r\n\u2028\u2029\x0b\x0c\x85\\s]+")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")


def one_line(text: str, most: int = 200) -> str:
    """The text as one line without control characters, at most `most` characters: fit for a header (P25, P27)."""
    line = _BREAKS.sub(" ", _BIDI_CONTROLS.sub("", text))
    return _CONTROLS.sub("", line).strip()[:most]


def words(text: str, most: int = 4000) -> str:
    """The text with line breaks as `\\n` and without control characters, at most `most` characters."""
    broken = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _CONTROLS.sub("", _BIDI_CONTROLS.sub("", broken)).strip()[:most]


def tidy(text: str) -> str:
    """A rendered plain-text part without trailing blanks and without more than one blank line in a row."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    return _MANY_BLANK_LINES.sub("\n\n", lines).strip() + "\n"


class Foreign(str):
    """Words that are not ours (a name, an address, a title): isolated wherever they are written (UAX #9)."""

    language: str | None
    right_to_left: bool

    def __new__(cls, text: str, language: str | None = None, right_to_left: bool = False) -> "Foreign":
        made = super().__new__(cls, text)
        made.language, made.right_to_left = language, right_to_left
        return made

    def in_text(self) -> str:
        """Isolated where the reader's direction or the words' own could mix."""
        mixed = self.right_to_left or any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in self)
        if not mixed:
            return str(self)
        return "\n".join(f"{FIRST_STRONG_ISOLATE}{line}{POP_ISOLATE}" if line else "" for line in self.split("\n"))

    def in_html(self) -> Markup:
        """Escaped, in a `bdi` of its own language."""
        tag = Markup('<bdi lang="{}">').format(self.language) if self.language else Markup("<bdi>")
        return tag + Markup("<br>").join(escape(line) for line in self.split("\n")) + Markup("</bdi>")


def finalize_text(value: Any) -> Any:
    """What stands in a text part for a value."""
    return value.in_text() if isinstance(value, Foreign) else value


def finalize_html(value: Any) -> Any:
    """What stands in an HTML part for a value; everything else is escaped by the environment."""
    return value.in_html() if isinstance(value, Foreign) else value
