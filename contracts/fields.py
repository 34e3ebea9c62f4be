"""The fields contracts are made of; each says in its refusal what it wanted."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from marshmallow import ValidationError, fields, validate

from contracts.iso3166 import COUNTRIES
from contracts.languages import MlangProblem, Text, has_mlang, is_code, parse_mlang, source_of

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,61}[\w]", re.UNICODE
)
_HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.IGNORECASE
)
_WEB = re.compile(r"https?://[^\s/?#\"<>\\]+\.?[^\s\"<>\\]*", re.IGNORECASE)
_AMOUNT = re.compile(r"-?[0-9]{1,26}(\.[0-9]{1,2})?")
_HOURS = re.compile(r"(?:UTC|GMT)([+-])([0-9]{1,2})(?::00)?")
_ZONES: frozenset[str] = frozenset()
FIELD_OF_TRAINING = validate.Regexp(r"[0-9]{2,4}\Z", error="not_a_field_code|Two to four digits of ISCED-F 2013.")


def _refuse(code: str, sentence: str) -> None:
    raise ValidationError(f"{code}|{sentence}")


class Line(fields.String):
    """One line of text, 1 to `most` characters after trimming; control characters are refused, bidi controls dropped (P27)."""

    def __init__(self, most: int = 300, blank: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.most, self.blank = most, blank

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = _BIDI.sub("", super()._deserialize(value, attr, data, **options)).strip().replace("\t", " ")
        if len(text.splitlines()) > 1:
            _refuse("line_break", "No line breaks here.")
        return _bounded(text, self.most, self.blank)


class Words(fields.String):
    """Several lines of plain text, at most `most` characters; control characters are refused."""

    def __init__(self, most: int = 20_000, blank: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.most, self.blank = most, blank

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options).replace("\r\n", "\n").strip()
        return _bounded(text, self.most, self.blank)


def _bounded(text: str, most: int, blank: bool) -> str:
    if _CONTROL.search(text):
        _refuse("control_character", "No control characters here.")
    if not text and not blank:
        _refuse("blank", "Some words are needed.")
    if len(text) > most:
        _refuse("too_long", f"At most {most} characters.")
    return unicodedata.normalize("NFC", text)


class Code(fields.String):
    """One of a closed set of codes."""

    def __init__(self, choices: tuple[str, ...], **options: Any) -> None:
        super().__init__(**options)
        self.choices = choices

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        if value not in self.choices:
            _refuse("not_a_choice", f"One of {', '.join(self.choices)}.")
        return str(value)


class Flag(fields.Boolean):
    """JSON's true or false, and none of the words and numbers that marshmallow takes for them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> bool:
        if not isinstance(value, bool):
            _refuse("wrong_type", "true or false.")
        return bool(value)


class Number(fields.Float):
    """A JSON number; text that looks like one is refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> float:
        if isinstance(value, str):
            _refuse("wrong_type", "A number.")
        return super()._deserialize(value, attr, data, **options)


class Amount(fields.Decimal):
    """Money in text such as `120.00`, or a number; never rounded, so that more than two places are refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(places=2, as_string=True, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Decimal:
        if isinstance(value, bool) or not _AMOUNT.fullmatch(str(value)):
            _refuse("wrong_type", "An amount with at most two places, such as 120.00.")
        return super()._deserialize(value, attr, data, **options)


class LanguageMap(fields.Field):
    """Multilingual text {"source": "en", "en": "…", "ar": "…"}; takes Moodle's mlang notation too; never empty unless `blank` (P20–P22)."""

    def __init__(self, most: int = 500, blank: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.most, self.blank = most, blank

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Text:
        if isinstance(value, str) and has_mlang(value):  # of other words nobody says in which language they are
            value = self._from_mlang(value)
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            _refuse("not_a_language_map", 'A map of language to text, e.g. {"en": "…", "ar": "…"}.')
        return self._checked(value)

    def _from_mlang(self, value: str) -> Text:
        try:
            return parse_mlang(value)
        except MlangProblem as broken:
            raise ValidationError(
                f"{broken.code}|The mlang notation is broken at character {broken.position}."
            ) from None

    def _checked(self, value: Text) -> Text:
        unknown = [code for code in value if code != "source" and not is_code(code)]
        if unknown:
            _refuse("unknown_language", f"Not a language code: {', '.join(map(str, unknown))}.")
        text = {code: words.strip() for code, words in value.items() if words.strip()}
        source = source_of(text)
        if source is None or not text.get(source):
            if self.blank and set(text) <= {"source"}:
                return {}
            _refuse("source_missing", "The source language needs words.")
        for code in text:
            if has_mlang(text[code]):
                _refuse("mlang_inside", "No mlang tags inside a language's text.")
            text[code] = _bounded(text[code].replace("\r\n", "\n"), self.most, False)
        return {"source": str(source), **{code: words for code, words in text.items() if code != "source"}}


class LanguageCode(fields.String):
    """A language tag, e.g. `ar` or `fr-CA`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        if not is_code(text) or text == "other":
            _refuse("unknown_language", "Not a language code.")
        return text


class CountryCode(fields.String):
    """An ISO 3166-1 alpha-2 code in capitals."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        if text not in COUNTRIES:
            _refuse("unknown_country", "Not an ISO 3166-1 alpha-2 country code.")
        return text


class EmailAddress(fields.String):
    """One bare e-mail address, at most 254 characters, no line breaks (RFC 5321 length, RFC 6531 domains)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options).strip()
        local = text.partition("@")[0]
        dotted = local.startswith(".") or local.endswith(".") or ".." in local
        if len(text) > 254 or dotted or not _EMAIL.fullmatch(text):
            _refuse("not_an_email", "Not an e-mail address.")
        return text


class Domain(fields.String):
    """A bare host name such as `sesric.org`, in lower case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options).strip().lower()
        try:
            plain = text.encode("idna").decode() if not text.isascii() else text
        except UnicodeError:
            plain = ""
        if not _HOST.fullmatch(plain):
            _refuse("not_a_domain", "Not a domain name.")
        return text


class WebAddress(fields.String):
    """An http or https address, at most 1000 characters."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options).strip()
        if len(text) > 1000 or _CONTROL.search(text) or not _WEB.fullmatch(text):
            _refuse("not_a_web_address", "Not an http or https address.")
        return text


class ZoneName(fields.String):
    """An IANA time zone such as `Asia/Dushanbe`; whole hours from UTC such as `UTC+04:00` become one (P24)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        global _ZONES
        text = super()._deserialize(value, attr, data, **options)
        _ZONES = _ZONES or frozenset(available_timezones())
        if fixed := _HOURS.fullmatch(text):
            sign, hours = "-" if fixed[1] == "+" else "+", int(fixed[2])  # POSIX counts west of Greenwich
            text = f"Etc/GMT{sign}{hours}" if hours else "UTC"
        if text not in _ZONES:
            _refuse("unknown_zone", "Not an IANA time zone.")
        return text


class Instant(fields.AwareDateTime):
    """A moment with its offset (RFC 3339), written in UTC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        at = super()._deserialize(value, attr, data, **options)
        try:
            return at.astimezone(UTC)
        except OverflowError:
            raise ValidationError("out_of_range|A moment of our calendar, please.") from None


class LocalTime(fields.NaiveDateTime):
    """A wall-clock time without offset, e.g. `2026-10-22T09:00`; the zone stands in a field of its own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Bounds:
    """Refuses a number outside of both ends."""

    least: float
    most: float

    def __call__(self, number: float) -> None:
        if not self.least <= number <= self.most:
            _refuse("out_of_range", f"Between {self.least} and {self.most}.")


@dataclass(frozen=True)
class Count:
    """Refuses a list with fewer or more items."""

    least: int
    most: int

    def __call__(self, items: list[Any]) -> None:
        if not self.least <= len(items) <= self.most:
            _refuse("wrong_count", f"Between {self.least} and {self.most} items.")


def whole(least: int, most: int, **options: Any) -> fields.Integer:
    """A whole number between `least` and `most`."""

    return fields.Integer(strict=True, validate=Bounds(least, most), **options)


def between(least: float, most: float, **options: Any) -> Number:
    """A number between `least` and `most`."""

    return Number(validate=Bounds(least, most), **options)


def several(inner: fields.Field, most: int = 200, least: int = 0, **options: Any) -> fields.List:
    """A list of at least `least` and at most `most` items."""

    return fields.List(inner, validate=Count(least, most), **options)
