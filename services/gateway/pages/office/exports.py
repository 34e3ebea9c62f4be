"""Tables out: all records of a kind, or what a search with the same words finds."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import OFFICER
from services.gateway.api import SLOW_SECONDS, joined
from services.gateway.pages import desk as desks
from services.gateway.pages.visit import Visit
from services.gateway.routes import ROUTES

SEARCHED = ("words", "country", "topic", "language", "institution_type", "status")


def download(visit: Visit, kind: str, form: str) -> Response:
    """The file, as a CSV table or as JSON."""
    desks.at(visit, OFFICER)
    route = next(route for route in ROUTES if route.path == f"/v1/exports/{{kind}}.{form}")

    def ask(**more: Any) -> dict[str, Any]:
        fields = {"kind": kind, **visit.query(*SEARCHED), **more}
        return visit.asker(route.contract, fields, token=visit.token, language=visit.language, timeout=SLOW_SECONDS)

    response = joined(visit.request, route, ask(), lambda cursor: ask(cursor=cursor))
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return response
