"""Data about people shown and erased, on PostgreSQL."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from chassis.identity import PUBLIC
from contracts.links import APPLICATION, PERSONAL_DATA
from contracts.refusals import Forbidden, Invalid, LinkInvalid, Unauthenticated
from contracts.registry.people import RegisterPerson
from contracts.registry.privacy import ErasePerson, ErasureView, ExportPerson, PersonalDataView, RequestPersonalData
from services.registry.accounts import usecases as accounts
from services.registry.applications import usecases as applications
from services.registry.credentials import usecases as credentials
from services.registry.opportunities import usecases as opportunities
from services.registry.people import usecases as people
from services.registry.privacy import domain, usecases
from tests.registry import facts
from tests.registry.conftest import OFFICER
from tests.registry.people_of import SECRET, become, member, register, session

EMAIL = "canary.zwitscher@hydrology.example.org"
NAME = "Canary Zwitscher"
USERNAME = "canary.zwitscher"


def seed(tx, now):
    """One person everywhere the registry holds people; answers the institution, account, application and person."""
    institution_id = register(tx, now, "Hydrology House", contact={"email": EMAIL, "public": True})
    asked = facts.application("Rivers House", applicant_name=NAME, applicant_email=EMAIL.upper())
    application = applications.apply_for_membership(tx, asked, now=now, new_id=uuid4(), institution_id=uuid4())
    signature = APPLICATION.sign(SECRET, application["application_id"])
    applications.verify_application(tx, application["application_id"], signature, SECRET)
    account = member(tx, now, institution_id, "owner", USERNAME, email=EMAIL, name=NAME)
    session(tx, now, USERNAME, address="192.0.2.77")
    credentials.request_reset(tx, EMAIL, now=now)
    credentials.mail_resets(tx, lambda: "r1", now=now)
    credentials.request_reset(tx, USERNAME, now=now)
    person = people.register_person(tx, {**RegisterPerson.read({"name": NAME, "email": EMAIL})}, uuid4())
    seed_proposals(tx, now, institution_id)
    return institution_id, account, application, person


def seed_proposals(tx, now, institution_id):
    """An application for an opportunity and a proposed correction."""
    offered = opportunities.draft_opportunity(tx, facts.opportunity(institution_id), now=now, new_id=uuid4())
    tx.run(
        """insert into interests (interest_id, opportunity_id, name, email, folded_email, country, message, language, status, received_at)
           values (%(id)s, %(of)s, %(name)s, %(email)s, %(email)s, 'TR', 'I, Canary Zwitscher, apply.', 'en', 'received', %(now)s)""",
        id=uuid4(), of=offered["opportunity_id"], name=NAME, email=EMAIL, now=now,
    )  # fmt: skip
    tx.run(
        """insert into change_requests (change_request_id, institution_id, changes, reason, proposer_name, proposer_email, language,
             proposed_at, expires_at)
           values (%(id)s, %(of)s, '{}', 'x', %(name)s, %(email)s, 'en', %(now)s, %(now)s)""",
        id=uuid4(), of=institution_id, name=NAME, email=EMAIL.title(), now=now,
    )  # fmt: skip


def ask(contract, **whose):
    return contract.read({name: str(value) for name, value in whose.items()})


def erase(tx, now, **whose):
    return usecases.erase_person(tx, ask(ErasePerson, **whose), SECRET, usecases.Erasure(uuid4(), now))


def export(tx, now, **whose):
    return usecases.export_person(tx, ask(ExportPerson, **whose), SECRET, now=now)


def link(tx, now, email=EMAIL):
    request_id = uuid4()
    usecases.request_data(tx, RequestPersonalData.read({"email": email}), now=now, new_id=request_id)
    usecases.mail_links(tx, now=now)
    return {"request_id": request_id, "signature": PERSONAL_DATA.sign(SECRET, request_id)}


def dump(tx):
    """Every row of every table, as text."""
    tables = tx.all(
        "select table_name as t from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
    )
    return {row["t"]: json.dumps(tx.all(f'select t::text as r from "{row["t"]}" as t')) for row in tables}


def test_the_export_shows_everything_that_is_held(tx, now):
    account = seed(tx, now)[1]
    shown = PersonalDataView.write(export(tx, now, email=EMAIL.title()))
    found = {place: len(rows) for place, rows in shown["found"].items() if rows}
    assert found == {"accounts": 1, "sessions": 1, "applications": 1, "people": 1, "institution_contacts": 1,
                     "interests": 1, "change_requests": 1}  # fmt: skip
    assert shown["found"]["accounts"][0]["username"] == USERNAME
    assert "argon2" not in json.dumps(shown)
    assert export(tx, now, account_id=account["account_id"])["found"] == shown["found"]


def test_after_the_erasure_no_row_of_the_database_tells_of_the_person(tx, now):
    seed(tx, now)
    before = {table for table, rows in dump(tx).items() if EMAIL in rows.lower()}
    assert before >= {"accounts", "applications", "people", "institutions", "outbox"}
    assert ErasureView.write(erase(tx, now, email=EMAIL)) == {"status": "erased"}
    # What tells the others whom to erase is the one event that still names the address until it is scrubbed.
    left = {table for table, rows in dump(tx).items() if any(word in rows.lower() for word in (EMAIL, NAME.lower()))}
    assert left <= {"outbox"}
    rows = tx.all("select routing_key from outbox where lower(payload::text) like %(word)s", word=f"%{EMAIL}%")
    assert [row["routing_key"] for row in rows] == ["person.erased"]
    tx.run("update outbox set created_at = %(now)s", now=now)
    tx.run("delete from unsent")
    usecases.forget_erasures(tx, now=now + domain.ERASURE_TOLD)
    for table, text in dump(tx).items():
        assert not any(word in text.lower() for word in (EMAIL, NAME.lower(), USERNAME, "192.0.2.77")), table


def test_what_counts_stays_without_the_person(tx, now, emitted):
    _, account, application, person = seed(tx, now)
    erase(tx, now, email=EMAIL)
    tx.actor = OFFICER
    assert applications.get_application(tx, application["application_id"])["status"] == "declined"
    assert accounts.get_account(tx, account["account_id"])["status"] == "disabled"
    assert people.get_person(tx, person["person_id"])["name"] == "(erased)"
    keys = [key for key, _ in emitted()]
    assert keys[-1] == "person.erased" and "account.disabled" in keys
    told = emitted()[-1][1]
    assert set(told["ids"]) >= {
        str(one) for one in (account["account_id"], application["application_id"], person["person_id"])
    }


def test_known_and_unknown_people_get_the_same_answers(tx, now):
    seed(tx, now)
    receipts = [
        usecases.request_data(tx, RequestPersonalData.read({"email": e}), now=now, new_id=uuid4())
        for e in (EMAIL, "no@example.org")
    ]
    assert receipts[0] == receipts[1] == {"status": "sent"}
    assert erase(tx, now, email="no@example.org") == erase(tx, now, email=EMAIL)
    nobody, erased = export(tx, now, email="no@example.org"), export(tx, now, email=EMAIL)
    assert nobody["found"] == erased["found"]


def test_a_link_is_mailed_only_where_something_is_held_once_an_hour_and_works_for_a_day(tx, now, emitted):
    seed(tx, now)
    good = link(tx, now)
    link(tx, now), link(tx, now, "no@example.org")
    assert [key for key, _ in emitted()].count("personal_data.requested") == 1
    tx.actor = PUBLIC
    assert export(tx, now, **good)["found"]["accounts"]
    for bad in (
        {**good, "signature": "x"},
        {"request_id": uuid4(), "signature": good["signature"]},
        {"request_id": good["request_id"]},
    ):
        with pytest.raises(LinkInvalid):
            export(tx, now, **bad)
    with pytest.raises(LinkInvalid):
        export(tx, now + timedelta(days=1), **good)
    erase(tx, now, **good)
    with pytest.raises(LinkInvalid):
        erase(tx, now, **good)


def test_nobody_else_sees_or_erases(tx, now):
    institution_id, account, _, _ = seed(tx, now)
    other = member(tx, now, institution_id, "owner", "somebody")
    for actor, refusal in ((PUBLIC, Unauthenticated), (None, Forbidden)):
        for whose in ({"email": EMAIL}, {"account_id": account["account_id"]}):
            tx.actor = actor or become(tx, other)
            for do in (export, erase):
                with pytest.raises(refusal):
                    do(tx, now, **whose)
    become(tx, account)
    assert export(tx, now, account_id=account["account_id"])["found"]["accounts"]
    with pytest.raises(Invalid):
        export(tx, now)


def test_erasures_and_exports_are_noted_without_the_person(tx, now):
    seed(tx, now)
    export(tx, now, email=EMAIL)
    erase(tx, now, email=EMAIL)
    rows = tx.all("select action, subject, changes from audit where action in ('export_person', 'erase_person')")
    assert {row["action"] for row in rows} == {"export_person", "erase_person"}
    assert EMAIL not in json.dumps([row["changes"] for row in rows])
