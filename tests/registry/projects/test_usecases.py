"""Projects on PostgreSQL."""

from uuid import uuid4

import pytest

from contracts.refusals import Invalid, NotFound
from contracts.registry.projects import ProjectView, RegisterProject
from services.registry.institutions import usecases as institutions
from services.registry.projects import repository, usecases
from tests.registry import facts


@pytest.fixture
def donor(tx, now):
    return institutions.register_institution(tx, facts.institution("Development Fund"), now=now, new_id=uuid4())[
        "institution_id"
    ]


def project(donor, **more):
    base = {
        "title": {"source": "en", "en": "Border management"}, "parties": [{"institution_id": str(donor), "role": "donor"}],
        "starts": "2020-11", "amount": "1200000.00", "currency": "USD", "signed_on": "2020-10-01",
        "deliverables": [{"title": {"source": "en", "en": "A manual"}}],
    }  # fmt: skip
    return RegisterProject.read(base | more)


def test_the_same_facts_again_change_nothing_and_others_bring_it_up_to_date(tx, donor, emitted):
    chosen = str(uuid4())
    made = [
        usecases.register_project(tx, project(donor, project_id=chosen, **more), uuid4())["version"]
        for more in ({}, {"amount": "1200000"}, {"ends": "2022"})
    ]
    assert made == [1, 1, 2]
    assert [key for key, _ in emitted()] == ["institution.registered"] + ["project.registered"] * 2
    shown = ProjectView.write(repository.get_project(tx, usecases.UUID(chosen)))
    assert (shown["amount"], shown["ends"], shown["parties"]) == (
        "1200000.00",
        "2022",
        [{"institution_id": str(donor), "role": "donor"}],
    )


def test_an_unknown_party_is_refused_by_its_place(tx, donor):
    parties = [{"institution_id": str(donor), "role": "donor"}, {"institution_id": str(uuid4()), "role": "partner"}]
    with pytest.raises(Invalid) as refused:
        usecases.register_project(tx, project(donor, parties=parties), uuid4())
    assert refused.value.problems[0]["field"] == "parties.1.institution_id"


def test_projects_are_listed_newest_first_in_pages(tx, donor):
    for starts in ("2019", "2021-03", "2020-11-05"):
        usecases.register_project(tx, project(donor, starts=starts), uuid4())
    first = usecases.list_projects(tx, None, 2)
    rest = usecases.list_projects(tx, first["next"], 2)
    assert [p["starts"] for p in first["items"] + rest["items"]] == ["2021-03", "2020-11-05", "2019"]


def test_a_stranger_is_not_found(tx):
    with pytest.raises(NotFound):
        repository.get_project(tx, uuid4())
