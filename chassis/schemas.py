"""JSON Schema (2020-12) of contracts, one source for AsyncAPI and OpenAPI."""

from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields

from contracts import fields as ours
from contracts.base import Contract, Request
from contracts.languages import CODE


def specification(title: str, version: str, description: str) -> APISpec:
    """An OpenAPI 3.1 skeleton that knows our fields; schemas are named after their classes."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(title, version, "3.1.1", info={"description": description}, plugins=[plugin])
    assert plugin.converter
    plugin.converter.add_attribute_function(_ours)
    return spec


def schemas_of(contracts: Iterable[type[Contract]]) -> dict[str, Any]:
    """The schemas of these contracts and of all they nest, by name."""
    spec = specification("", "1", "")
    for contract in contracts:
        if contract.__name__ not in spec.components.schemas:
            spec.components.schema(contract.__name__, schema=contract)
    found = spec.to_dict().get("components", {}).get("schemas", {})
    for contract in contracts:
        found[contract.__name__] = {"description": contract.purpose(), **found[contract.__name__]}
    return dict(sorted(found.items()))


def _name(schema: Any) -> str:
    return (schema if isinstance(schema, type) else type(schema)).__name__


def _ours(converter: Any, field: fields.Field, **options: Any) -> dict[str, Any]:
    shape = next((shape for kind, shape in _SHAPES.items() if type(field) is kind), None)
    return {**(shape(field) if shape else {}), **_limits(field)}


def _limits(field: fields.Field) -> dict[str, Any]:
    """What the field's own validators allow, as JSON Schema says it."""
    found: dict[str, Any] = {}
    for rule in field.validators:
        if isinstance(rule, ours.Bounds):
            found |= {"minimum": rule.least, "maximum": rule.most}
        elif isinstance(rule, ours.Count):
            found |= {"minItems": rule.least, "maxItems": rule.most}
    return found


def _nullable(field: fields.Field, kind: str, **more: Any) -> dict[str, Any]:
    return {"type": [kind, "null"] if field.allow_none else kind, **more}


def _language_map(field: Any) -> dict[str, Any]:
    text = {"type": "string", "maxLength": field.most}
    names = {"pattern": f"^({CODE.pattern}|source)$"}
    shape = _nullable(
        field, "object", additionalProperties=text, propertyNames=names, description="language code to text; `source` names the source language",
        examples=[{"source": "en", "en": "Workshop", "ar": "ورشة عمل", "fr": "Atelier"}],
    )  # fmt: skip
    return _or_mlang(shape) if isinstance(field.root, Request) else shape


def _or_mlang(shape: dict[str, Any]) -> dict[str, Any]:
    """The same for who asks: Moodle's notation in one string is taken as well."""
    about = f"{shape['description']}; or one string in Moodle's mlang notation"
    return shape | {"type": [*_kinds(shape), "string"], "pattern": _MLANG, "description": about}


def _amount(field: Any) -> dict[str, Any]:
    shape = _nullable(field, "string", pattern="^-?[0-9]{1,26}([.][0-9]{1,2})?$", examples=["3700000.00"])
    return shape | {"type": [*_kinds(shape), "number"]} if isinstance(field.root, Request) else shape


def _kinds(shape: dict[str, Any]) -> list[str]:
    return shape["type"] if isinstance(shape["type"], list) else [shape["type"]]


def _line(field: Any) -> dict[str, Any]:
    inside = r"[^\u0000-\u0008\u000a-\u001f\u007f\u0085\u2028\u2029]*"
    return _nullable(field, "string", maxLength=field.most, pattern=_with_ink(inside, field.blank))


def _words(field: Any) -> dict[str, Any]:
    inside = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*"
    return _nullable(field, "string", maxLength=field.most, pattern=_with_ink(inside, field.blank))


def _with_ink(inside: str, blank: bool) -> str:
    """A pattern of these characters, with a letter, digit or sign among them unless it may be blank."""
    return f"^{inside}$" if blank else f"^{inside}{_INK}{inside}$"


def _code(field: Any) -> dict[str, Any]:
    return _nullable(field, "string", enum=[*field.choices, *([None] if field.allow_none else [])])


_MLANG = r"\{ *[mM][lL][aA][nN][gG]"
_LANGUAGE = f"^({CODE.pattern.removesuffix('|other')})$"
_INK = r"[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]"
_SHAPES: dict[type[fields.Field], Any] = {
    ours.LanguageMap: _language_map,
    ours.Line: _line,
    ours.Words: _words,
    ours.Code: _code,
    ours.Instant: lambda field: _nullable(field, "string", format="date-time"),
    ours.LocalTime: lambda field: _nullable(field, "string", format="date-time-local", examples=["2026-10-22T09:00"]),
    ours.CountryCode: lambda field: _nullable(field, "string", pattern="^[A-Z]{2}$"),
    ours.EmailAddress: lambda field: _nullable(field, "string", format="email", maxLength=254),
    ours.WebAddress: lambda field: _nullable(field, "string", format="uri", maxLength=1000),
    ours.Domain: lambda field: _nullable(field, "string", format="hostname"),
    ours.LanguageCode: lambda field: _nullable(field, "string", pattern=_LANGUAGE),
    ours.ZoneName: lambda field: _nullable(field, "string", examples=["Asia/Dushanbe"]),
    ours.Amount: _amount,
    fields.Dict: lambda field: _nullable(field, "object"),
}
