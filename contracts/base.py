"""Event, Request and View: where each lives is its address, and how each is read and written."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, missing

from contracts.fields import whole
from contracts.plain import Writer, writer_of, written
from contracts.problems import problems_in
from contracts.refusals import Invalid

NAMESPACE = "org.sesric.training"
PUBLIC, OFFICER, INSTITUTION, FOCAL_POINT = "public", "officer", "institution", "focal_point"
ANYONE = (PUBLIC, OFFICER, INSTITUTION, FOCAL_POINT)
OWNER, EDITOR, VIEWER = "owner", "editor", "viewer"
ACCESS = (OWNER, EDITOR, VIEWER)  # of an account within its institution
READ = "read"

EVENTS: dict[str, type["Event"]] = {}
REQUESTS: dict[str, type["Request"]] = {}


class Incomplete(Exception):
    """Our own bug: a contract was about to leave without what it promises."""


def snake(name: str) -> str:
    """`ConfirmNomination` as `confirm_nomination`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Contract(Schema):
    """A schema whose module says which service owns it."""

    class Meta:
        unknown = EXCLUDE

    _plan: list[tuple[str, Callable[..., Any]]]
    _writer: Writer | None

    @classmethod
    def service(cls) -> str:
        """The owning service: the folder below `contracts`."""
        return cls.__module__.split(".")[1]

    @classmethod
    def purpose(cls) -> str:
        """The contract's promise: the first line of its docstring."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    @classmethod
    def write(cls, facts: Any) -> dict[str, Any]:
        """The facts (mapping or object) as plain JSON data; refuses nothing: what does not fit is our bug, `Incomplete`."""
        schema = _schema(cls)
        if schema._writer and (plain := written(schema._writer, facts)) is not None:
            return plain
        data = schema.dump(facts)
        if _loaded(schema, data) is None and (wrong := schema.validate(data)):
            raise Incomplete(f"{cls.__name__}: {problems_in(wrong)}")
        return data

    @classmethod
    def read(cls, data: Any) -> dict[str, Any]:
        """The plain JSON data as Python values; refuses `Invalid` with all problems at once."""
        if not isinstance(data, Mapping):
            raise Invalid([{"field": "", "code": "not_an_object", "message": "An object is needed."}])
        schema = _schema(cls)
        if (found := _loaded(schema, data)) is not None:
            return found
        try:
            return schema.load(data)
        except ValidationError as wrong:
            raise Invalid(problems_in(wrong.messages)) from None


def _is_published(cls: type[Contract]) -> bool:
    return cls.__module__.startswith("contracts.") and cls.__module__.count(".") == 2


_SCHEMAS: dict[type[Contract], Contract] = {}


def _schema(cls: type[Contract]) -> Contract:
    if cls not in _SCHEMAS:
        made = _SCHEMAS[cls] = cls()
        plain = not any(made._hooks.values()) and not any(
            field.data_key or field.attribute for field in made.load_fields.values()
        )
        made._plan = [
            (name, field.deserialize) for name, field in made.load_fields.items()
        ] if plain else []  # fmt: skip
        made._writer = writer_of(made)
    return _SCHEMAS[cls]


def _loaded(schema: Contract, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """What `schema.load` answers, by the same fields without its bookkeeping of errors; None where it has to look itself."""
    if not schema._plan or (schema.unknown == RAISE and not all(key in schema.load_fields for key in data)):
        return None
    found = {}
    try:
        for name, deserialize in schema._plan:
            value = deserialize(data.get(name, missing), name, data)
            if value is not missing:
                found[name] = value
    except ValidationError:
        return None
    return found


class View(Contract):
    """What is shown of something; a `secret` one (it holds a token) is never stored for an idempotency key."""

    secret: ClassVar[bool] = False


class Event(Contract):
    """A fact that happened; readers ignore fields they do not know."""

    about: ClassVar[str]
    internal: ClassVar[bool] = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "about" in cls.__dict__ and _is_published(cls):
            EVENTS[cls.key_in_service()] = cls

    @classmethod
    @cache
    def key(cls) -> str:
        """The routing key, `<aggregate>.<past_tense>` with `.v2` for later versions."""
        name, version = cls._name_and_version()
        past = snake(name).removeprefix(cls.about).strip("_")
        return f"{cls.about}.{past}" + (f".v{version}" if version > 1 else "")

    @classmethod
    @cache
    def type(cls) -> str:
        """The CloudEvents type, e.g. `org.sesric.training.nomination.confirmed.v1`."""
        version = cls._name_and_version()[1]
        return f"{NAMESPACE}.{cls.key().removesuffix(f'.v{version}')}.v{version}"

    @classmethod
    def exchange(cls) -> str:
        """The topic exchange it is published to: `<service>.events`, or `<service>.internal` where it is not for other systems."""
        return f"{cls.service()}.{'internal' if cls.internal else 'events'}"

    @classmethod
    def key_in_service(cls) -> str:
        """Unique over all services: `<exchange>/<key>`."""
        return f"{cls.exchange()}/{cls.key()}"

    @classmethod
    def subject_of(cls, data: Mapping[str, Any]) -> str:
        """The id of what it is about."""
        return str(data[f"{cls.about}_id"])

    @classmethod
    def _name_and_version(cls) -> tuple[str, int]:
        found = re.fullmatch(r"(.+?)(?:V(\d+))?", cls.__name__)
        assert found
        return found.group(1), int(found.group(2) or 1)


class Request(Contract):
    """Something asked of a service; a field it does not know is a mistake of the caller and refused."""

    class Meta:
        unknown = RAISE

    returns: ClassVar[type[View] | None] = None
    allowed: ClassVar[tuple[str, ...]] = (OFFICER,)
    reads: ClassVar[bool] = False
    own_account: ClassVar[bool] = False  # changes nothing but the caller's own account, so that viewers may too
    noun: ClassVar[str] = ""  # whose scope an API token needs to write; else the module's
    abstract: ClassVar[bool] = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "abstract" not in cls.__dict__ and _is_published(cls):
            REQUESTS[f"{cls.service()}.{cls.method()}"] = cls

    @classmethod
    def method(cls) -> str:
        """The RPC method's name, e.g. `confirm_nomination`."""
        return snake(cls.__name__)

    @classmethod
    def scope(cls) -> str:
        """What an API token must be allowed for it: `read`, or e.g. `opportunities:write`."""
        return READ if cls.reads else f"{cls.noun or cls.__module__.rpartition('.')[2]}:write"


class PageRequest(Request):
    """A page of a list, asked by an opaque cursor; at most 100 at once."""

    limit = whole(1, 100, load_default=20)
    cursor = fields.String(load_default=None, allow_none=True)
    reads = True


def page_of(view: type[View]) -> type[View]:
    """The page view of a list: `items`, and `next` (a cursor, or null at the end), and `total` where it is known."""
    name = view.__name__.removesuffix("View") + "Page"
    return type(
        name,
        (View,),
        {
            "__doc__": f"A page of a list of {name.removesuffix('Page')}.",
            "__module__": view.__module__,
            "items": fields.List(fields.Nested(view), required=True),
            "next": fields.String(required=True, allow_none=True),
            "total": fields.Integer(allow_none=True),
        },
    )
