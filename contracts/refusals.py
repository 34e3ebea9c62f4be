"""The closed family of refusals; every refusal's class name is its public code.

Refusal
├── Invalid            422  a list of problems, each with field, code and message
├── Unauthenticated    401
├── Forbidden          403  says the same whether the thing exists or not
├── NotFound           404
├── Conflict           409
│   ├── StaleVersion   412  carries the current version
│   ├── Duplicate      409  carries the id that exists already
│   ├── InvalidTransition 409  carries from, to and the moves allowed
│   ├── CapacityFull   409
│   ├── TooLate        409
│   ├── NotReady       409  carries the list of what is missing
│   └── TooMany        429  carries after how many seconds to try again (RFC 6585)
├── Gone               410
└── Unavailable        503  carries after how many seconds to ask again
"""

import re

FAMILY: dict[str, type["Refusal"]] = {}


class Refusal(Exception):
    """The caller cannot have this; says why in `detail` and machine-readable `facts`."""

    status = 400

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail)
        self.detail = detail or (type(self).__doc__ or "").strip()
        self.facts = facts

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        FAMILY[cls.__name__] = cls

    @property
    def code(self) -> str:
        """The public code: the name of the class."""
        return type(self).__name__

    @property
    def title(self) -> str:
        """The code in words, e.g. "Nomination too late"."""
        return re.sub(r"(?<!^)(?=[A-Z])", " ", self.code).capitalize()

    def as_dict(self) -> dict[str, object]:
        """The refusal as plain JSON data, as it crosses RPC."""
        return {"code": self.code, "status": self.status, "detail": self.detail, "facts": self.facts}


class Invalid(Refusal):
    """The request has problems, all of them listed."""

    status = 422

    def __init__(self, problems: list[dict[str, str]] | None = None, detail: str = "", **facts: object) -> None:
        super().__init__(detail, problems=problems or [], **facts)
        self.problems = problems or []


class Unauthenticated(Refusal):
    """Sign in first: no valid token came with the request."""

    status = 401


class Forbidden(Refusal):
    """This is not yours to see or to do."""

    status = 403


class NotFound(Refusal):
    """There is no such thing."""

    status = 404


class Conflict(Refusal):
    """The request does not fit what is there now."""

    status = 409


class StaleVersion(Conflict):
    """Somebody changed it since you read it."""

    status = 412


class Duplicate(Conflict):
    """It exists already."""


class InvalidTransition(Conflict):
    """This step is not possible from here."""


class CapacityFull(Conflict):
    """All seats are taken."""


class TooLate(Conflict):
    """The last moment for this has passed."""


class NotReady(Conflict):
    """Something is missing before this step."""


class KeyReused(Conflict):
    """This idempotency key came before with another request."""


class StillRunning(Conflict):
    """The same request under this idempotency key is being worked on; ask again shortly for its answer."""


class Gone(Refusal):
    """It was here and is not kept any more."""

    status = 410


class TooMany(Conflict):
    """Too many requests; try again later."""

    status = 429


class Unavailable(Refusal):
    """The service that knows cannot answer now; try again shortly."""

    status = 503


class LinkInvalid(Forbidden):
    """The link is not valid, or not any more."""


def refusal_from(data: dict) -> Refusal:
    """The refusal that `as_dict` described, as its own class where known, else as its family by status."""
    facts = dict(data.get("facts") or {})
    known = FAMILY.get(data.get("code", "")) or next(
        (
            c
            for c in (Invalid, Unauthenticated, Forbidden, NotFound, StaleVersion, Gone, TooMany, Unavailable)
            if c.status == data.get("status")
        ),
        Conflict,
    )
    refusal = known.__new__(known)
    Refusal.__init__(refusal, data.get("detail", ""), **facts)
    if isinstance(refusal, Invalid):
        refusal.problems = facts.get("problems", [])
    return refusal
