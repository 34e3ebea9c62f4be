"""Writing facts that are plainly right by a plan made once for each contract; whatever is not so is marshmallow's to look at."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, missing

from contracts.fields import Bounds, Code, Count, CountryCode, Flag, Instant, LanguageCode, LanguageMap, Line, Number
from contracts.iso3166 import COUNTRIES
from contracts.languages import has_mlang, is_code

Writer = Callable[[Any], Any]
# They answer something else than what their value says, or look at the whole object.
_OF_THE_WHOLE = (fields.Constant, fields.Function, fields.Method)
_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class NotPlain(Exception):
    """Not plainly right; it may be right all the same."""


def written(writer: Writer, facts: Any) -> dict[str, Any] | None:
    """What `schema.dump` answers of facts that `schema.validate` finds right; None where marshmallow has to look."""
    try:
        return writer(facts)
    except (NotPlain, ValidationError):
        return None


def writer_of(schema: Schema) -> Writer | None:
    """How the schema's facts (a dict) are written; None for a schema that does more than write its fields."""
    if any(schema._hooks.values()) or list(schema.dump_fields) != list(schema.load_fields) or schema.many:
        return None
    found = [(name, _writer(field), field) for name, field in schema.dump_fields.items()]
    if not all(writer and _is_plain(field) for _, writer, field in found):
        return None
    # marshmallow takes what a dict has not for an attribute of it: `items`.
    plan = [(name, writer, field.required or hasattr(dict, name)) for name, writer, field in found if writer]

    def write(facts: Any) -> dict[str, Any]:
        if type(facts) is not dict:
            raise NotPlain
        data = {}
        for name, writer, needed in plan:
            if name in facts:
                data[name] = writer(facts[name])
            elif needed:
                raise NotPlain
        return data

    return write


def _is_plain(field: fields.Field) -> bool:
    named = field.data_key is None and field.attribute is None
    return named and not field.pre_load and not field.post_load and field.dump_default is missing


def _writer(field: fields.Field) -> Writer | None:
    if isinstance(field, _OF_THE_WHOLE):
        return None
    make = _QUICK.get(type(field))
    quick = make(field) if make and _has_quick_validators(field) else None
    inner, checks = (quick, field.validators) if quick else (_thorough(field), [])
    may_be_none = field.allow_none

    def write(value: Any) -> Any:
        if value is None:
            if may_be_none:
                return None
            raise NotPlain
        plain = inner(value)
        for check in checks:
            check(plain)
        return plain

    return write


def _has_quick_validators(field: fields.Field) -> bool:
    """Whether its validators may look at what is written instead of at what is read of that."""
    same = isinstance(field, fields.String | fields.Number | fields.Boolean)
    return same or all(isinstance(check, Count | Bounds) for check in field.validators)


def _thorough(field: fields.Field) -> Writer:
    def write(value: Any) -> Any:
        plain = field._serialize(value, field.name, None)
        field.deserialize(plain)
        return plain

    return write


def _if(is_right: Callable[[Any], bool], plain: Callable[[Any], Any] | None = None) -> Writer:
    def write(value: Any) -> Any:
        if not is_right(value):
            raise NotPlain
        return plain(value) if plain else value

    return write


def _is_id(value: Any) -> bool:
    return type(value) is UUID or (type(value) is str and _ID.fullmatch(value) is not None)


def _line(field: Any) -> Writer:
    most = field.most
    return _if(lambda text: type(text) is str and _is_line(text, most))


def _is_line(text: str, most: int) -> bool:
    return text.isprintable() and 0 < len(text) <= most and not text.isspace()


def _number(field: Any) -> Writer | None:
    if field.as_string:
        return None
    if type(field) is fields.Integer:
        return _if(lambda value: type(value) is int)
    return _if(lambda value: type(value) is float and math.isfinite(value))


def _language_map(field: Any) -> Writer:
    most = field.most

    def write(texts: Any) -> Any:
        told = type(texts) is dict and all(_is_told(code, text, most) for code, text in texts.items())
        if not (told and texts.get("source") in texts):
            field.deserialize(texts)
        return texts

    return write


def _is_told(code: Any, text: Any, most: int) -> bool:
    if type(code) is not str or type(text) is not str:
        return False
    if code == "source":
        return is_code(text)
    return is_code(code) and _is_line(text, most) and not has_mlang(text)


def _list(field: Any) -> Writer | None:
    inner = _writer(field.inner)
    if inner is None or not _is_plain(field.inner):
        return None
    return _if(lambda values: type(values) is list, lambda values: [inner(value) for value in values])


def _nested(field: Any) -> Writer | None:
    lazy = callable(field.nested) and not isinstance(field.nested, type)  # it may hold itself
    return None if lazy or field.many or field.unknown else writer_of(field.schema)


def _map(field: Any) -> Writer | None:
    key = _writer(field.key_field) if field.key_field else None
    value = _writer(field.value_field) if field.value_field else None
    if not (key and value):
        return None
    return _if(
        lambda known: type(known) is dict, lambda known: {key(name): value(what) for name, what in known.items()}
    )


_QUICK: Mapping[type, Callable[[Any], Writer | None]] = {
    fields.String: lambda field: _if(lambda value: type(value) is str),
    fields.UUID: lambda field: _if(_is_id, str),
    Flag: lambda field: _if(lambda value: type(value) is bool),
    fields.Integer: _number, fields.Float: _number, Number: _number,
    fields.Date: lambda field: _if(lambda value: type(value) is date and field.format in (None, "iso"), date.isoformat),
    fields.List: _list, fields.Nested: _nested, fields.Dict: _map,
    Line: _line, LanguageMap: _language_map,
    Code: lambda field: _if(lambda value: type(value) is str and value in field.choices),
    LanguageCode: lambda field: _if(lambda value: type(value) is str and is_code(value) and value != "other"),
    CountryCode: lambda field: _if(lambda value: type(value) is str and value in COUNTRIES),
    Instant: lambda field: _if(
        lambda value: type(value) is datetime and value.tzinfo is not None,
        lambda value: value.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    ),
}  # fmt: skip
