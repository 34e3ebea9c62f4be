"""Where the translations of a record stand, and saying that one is right."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER
from contracts.registry.translations import ReviewTranslation
from services.gateway.pages import desk as desks
from services.gateway.pages.forms.typed import whole_number
from services.gateway.pages.my.institution import home_of
from services.gateway.pages.visit import Visit


def review_institution(visit: Visit, subject: str, language: str) -> Response:
    """Say that the record's texts in a language are right."""
    desk = desks.at(visit, INSTITUTION, OFFICER)
    return _reviewed(desk, language, home_of(desk, subject), institution_id=subject)


def review_opportunity(visit: Visit, subject: str, language: str) -> Response:
    """Say that the opportunity's texts in a language are right."""
    desk = desks.at(visit, INSTITUTION, OFFICER)
    return _reviewed(desk, language, f"/my/opportunities/{subject}", opportunity_id=subject)


def _reviewed(desk: desks.Desk, language: str, back: str, **of: Any) -> Response:
    visit = desk.visit
    version = whole_number(visit.request.form.get("version", ""))
    visit.act(ReviewTranslation, visit.key(), language=language, version=version, **of)
    return desk.to(back, "saved")
