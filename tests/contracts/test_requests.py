"""Requests: all problems at once, with field and code; what a caller mistypes is told."""

from uuid import uuid4

import pytest
from marshmallow import fields

from contracts.base import REQUESTS, Request
from contracts.refusals import Invalid
from contracts.registry.opportunities import DraftOpportunity
from contracts.registry.reference import GetFieldOfTraining
from contracts.scheduling.activities import DraftActivity
from contracts.scheduling.nominations import ListNominations, Nominate
from deploy.catalogue import load_contracts


def problems(request: type[Request], data):
    with pytest.raises(Invalid) as refused:
        request.read(data)
    return {(problem["field"], problem["code"]) for problem in refused.value.problems}


def test_every_problem_of_a_nomination_is_listed_with_its_path():
    found = problems(
        Nominate, {"nominee": {"name": "", "email": "nobody", "language": "xx-yy"}, "country": "QQ", "typo": 1}
    )

    assert found == {
        ("activity_id", "required"),
        ("nominee.name", "blank"),
        ("nominee.email", "not_an_email"),
        ("nominee.language", "unknown_language"),
        ("nominee.position", "required"),
        ("nominee.organisation", "required"),
        ("country", "unknown_country"),
        ("motivation", "required"),
        ("typo", "unknown_field"),
    }


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_what_is_no_object_is_refused_as_such(data):
    assert problems(Nominate, data) == {("", "not_an_object")}


def test_problems_that_concern_two_fields_come_with_the_others():
    found = problems(
        DraftOpportunity,
        {
            "institution_id": str(uuid4()),
            "title": {"en": "Course"},
            "kind": "workshop",
            "topic": "ict",
            "start_date": "2026-05-10",
            "end_date": "2026-05-01",
            "deadline": "2026-06-01",
            "zone": "Nowhere",
            "languages": [],
            "modality": "onsite",
            "contact_email": "a@example.org",
            "fee_amount": "10.00",
        },
    )

    assert found == {
        ("end_date", "ends_before_start"),
        ("deadline", "deadline_after_start"),
        ("zone", "unknown_zone"),
        ("languages", "wrong_count"),
        ("place", "required"),
        ("fee_currency", "required"),
    }


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        ("2026-10-22T09:00", "2026-10-22T08:00", "ends"),
        ("2026-10-22T09:00", "2027-10-22T09:00", "ends"),
        ("1980-10-22T09:00", "1980-10-22T10:00", "starts"),
    ],
)
def test_an_activity_has_dates_in_order_and_in_the_departments_time(starts, ends, field):
    found = problems(
        DraftActivity,
        {"kind": "workshop", "title": {"en": "W"}, "starts": starts, "ends": ends, "zone": "Asia/Dushanbe"},
    )

    assert {name for name, _ in found} == {field}


@pytest.mark.parametrize("limit", [0, -1, 101, "many"])
def test_a_page_has_between_one_and_a_hundred_items(limit):
    assert {name for name, _ in problems(ListNominations, {"activity_id": str(uuid4()), "limit": limit})} == {"limit"}


def test_no_contract_takes_words_for_booleans_or_text_for_numbers():
    loose = {
        f"{request.__name__}.{name}"
        for request in REQUESTS.values()
        for name, field in request().fields.items()
        if type(field) in (fields.Boolean, fields.Float, fields.Decimal)
    }

    assert not loose


# A password is hashed, a cursor is decoded, and a file's rows are looked at one by one: none reaches a statement as it came.
AS_IT_CAME = {"password", "current", "cursor", "content"}


def unchecked(field, path):
    """The texts in a field that nothing looks at."""
    if type(field) is fields.String and not field.validate and path not in AS_IT_CAME:
        return [path]
    if isinstance(field, fields.List):
        return unchecked(field.inner, path)
    inner = field.schema.fields if isinstance(field, fields.Nested) else {}
    return [found for name, one in inner.items() for found in unchecked(one, f"{path}.{name}")]


def test_no_text_of_a_request_comes_to_a_statement_unlooked_at():
    found = {
        request: [unchecked(one, name) for name, one in request().fields.items()] for request in load_contracts()[1]
    }
    assert {request.__name__: paths for request, paths in found.items() if any(paths)} == {}
    assert problems(GetFieldOfTraining, {"code": "07\x00"}) == {("code", "control_character")}
