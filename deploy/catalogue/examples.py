"""One frozen example per event ever published: written once, never changed, readable for ever."""

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from marshmallow import Schema, fields

from contracts import fields as ours
from contracts.base import Event
from deploy.catalogue import ROOT

FOLDER = ROOT / "contracts" / "examples"

_BY_NAME: dict[str, Any] = {
    "country": "TJ", "name": "Ms Lola Karimova", "applicant_name": "Ms Lola Karimova", "email": "l.karimova@example.org",
    "applicant_email": "l.karimova@example.org", "language": "fr", "zone": "Asia/Dushanbe", "kind": "workshop", "programme": "OTHER",
    "slug": "leveraging-ict-for-sdg-4", "period": "2026-H2", "publication": "e-newsletter", "audience": "government_official",
    "modality": "onsite", "topic": "ict_in_education", "starts": "2026-10-22T09:00", "ends": "2026-10-23T17:00", "city": "Dushanbe",
    "role": "institution", "reason": "The dates collide with a national holiday.", "template": "nomination_selected",
    "channel": "mail", "currency": "USD", "amount": "3700000.00", "nonce": "1", "list_id": "e-newsletter.newsletter.sesric.org",
    "url": "https://example.org/course", "place": "Dushanbe", "code": "TJ", "position": "Head of Unit",
}  # fmt: skip
_TEXTS = {
    "title": {
        "en": "Leveraging ICT to achieve SDG 4", "ar": "تسخير تكنولوجيا المعلومات لتحقيق الهدف 4",
        "fr": "Mettre les TIC au service de l’ODD 4",
    },
    "city": {"en": "Dushanbe", "ar": "دوشنبه", "fr": "Douchanbé"},
    "names": {
        "en": "Ministry of Education and Science", "ar": "وزارة التعليم والعلوم", "fr": "Ministère de l’éducation et des sciences",
    },
}  # fmt: skip
_TEXTS["institution_names"] = _TEXTS["names"]
_STATUS = {
    "institution": "active", "opportunity": "published", "activity": "announced", "nomination": "offered", "issue": "collecting",
}  # fmt: skip


_OF = {("country_group", "code"): "arab_states", ("country_group", "country_group_id"): "arab_states"}


def path_of(event: type[Event]) -> Path:
    """Where an event's example lies: contracts/examples/<exchange>.<key>.json."""
    return FOLDER / f"{event.exchange()}.{event.key()}.json"


def example_of(event: type[Event]) -> dict[str, Any]:
    """The frozen example; refuses where none was frozen yet."""
    return json.loads(path_of(event).read_text(encoding="utf-8"))


def freeze(event: type[Event]) -> bool:
    """Write an example where there is none yet; says whether it did."""
    if path_of(event).exists():
        return False
    example = {name: _value(event, name, field) for name, field in event().fields.items()}
    event.read(example)
    FOLDER.mkdir(exist_ok=True)
    path_of(event).write_text(json.dumps(example, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return True


def _value(owner: type, name: str, field: fields.Field) -> Any:
    if (special := _OF.get((getattr(owner, "about", ""), name))) is not None:
        return special
    if name == "status":
        return _STATUS.get(getattr(owner, "about", ""), "active")
    if isinstance(field, fields.Nested):
        return _nested(field.schema)
    if isinstance(field, fields.List):
        return [_value(owner, name.removesuffix("s"), field.inner)]
    if name in _BY_NAME and isinstance(field, fields.String | ours.LocalTime):
        return (
            field.choices[0] if isinstance(field, ours.Code) and _BY_NAME[name] not in field.choices else _BY_NAME[name]
        )
    return next(make(name, field) for kind, make in _BY_KIND if isinstance(field, kind))


def _nested(schema: Schema) -> dict[str, Any]:
    return {name: _value(type(schema), name, field) for name, field in schema.fields.items()}


def _integer(name: str, field: fields.Field) -> int:
    return {"version": 3, "volume": 17, "number": 2, "seats": 30, "sdg": 4, "headcount": 29}.get(name, 1)


def _dict(name: str, field: fields.Field) -> dict[str, Any]:
    shapes: dict[str, Any] = {"by_country": {"TJ": 12, "TR": 4}, "by_gender": {"female": 9, "male": 7}}
    words = {"subject": "Training Cooperation E-Newsletter", "html": "<p>…</p>", "text": "…"}
    if name in words:
        return dict.fromkeys(("en", "ar", "fr"), words[name])
    return shapes.get(
        name, {"source": "en", "en": "Ministry of Education and Science"} if name == "institution" else {}
    )


_BY_KIND: tuple[tuple[Any, Any], ...] = (
    (fields.UUID, lambda name, field: str(uuid5(NAMESPACE_URL, f"example/{name}"))),
    (ours.LanguageMap, lambda name, field: {"source": "en", **_TEXTS.get(name, _TEXTS["title"])}),
    (ours.Instant, lambda name, field: "2026-10-08T12:00:00Z"),
    (ours.LocalTime, lambda name, field: "2026-10-15T23:59"),
    (fields.Date, lambda name, field: {"deadline": "2026-09-30"}.get(name, "2026-10-22")),
    (ours.CountryCode, lambda name, field: "TJ"),
    (ours.ZoneName, lambda name, field: "Asia/Dushanbe"),
    (ours.Code, lambda name, field: field.choices[0]),
    (ours.WebAddress, lambda name, field: "https://example.org/material"),
    (ours.LanguageCode, lambda name, field: "fr"),
    (fields.Boolean, lambda name, field: True),
    (fields.Integer, _integer),
    (fields.Decimal, lambda name, field: "250.00"),
    (fields.Float, lambda name, field: 1.0),
    (fields.Dict, _dict),
    (fields.String, lambda name, field: "2026" if name in ("since", "until") else f"{name.replace('_', ' ')}"),
)  # fmt: skip
