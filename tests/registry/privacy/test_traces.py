"""What texts tell of a person, without servers; and that no column of texts is forgotten, on PostgreSQL."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.registry.privacy import PersonalDataView
from contracts.registry.transfers import StartImport
from contracts.traces import NO_ADDRESS, Traces, of_messages, telling
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import usecases as opportunities
from services.registry.privacy import domain, usecases
from services.registry.revisions import usecases as revisions
from services.registry.transfers import usecases as transfers
from tests.registry.conftest import OFFICER
from tests.registry.people_of import become
from tests.registry.privacy.test_usecases import EMAIL, NAME, USERNAME, dump, erase, export, seed
from tests.texts import unclassified

WRITTEN = f"{NAME} ({EMAIL.title()}), known as {USERNAME}, wrote."
RANA = Traces("rana@example.org", frozenset({"Rana Haddad", "rana.h"}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ask RANA@example.org.", f"Ask {NO_ADDRESS}."),
        ("<rana@example.org>, grana@example.org, rana@example.org.tr", f"<{NO_ADDRESS}>, grana@example.org, rana@example.org.tr"),
        ("rana haddad, not Rana Haddadin", "(erased), not Rana Haddadin"),
        ("rana.h said", "(erased) said"),
        ({"email": "Rana@example.org", "phone": "1"}, {"email": None, "phone": "1"}),
        ({"contact_email": ["rana@example.org", "b@example.org"]}, {"contact_email": [NO_ADDRESS, "b@example.org"]}),
        ([1, None, True, {"email": 3}], [1, None, True, {"email": 3}]),
    ],
)  # fmt: skip
def test_only_the_person_goes(before, after):
    assert RANA.without(before) == after


def test_a_message_keeps_its_form_and_loses_what_stands_alone():
    told = {"email": "RANA@example.org", "name": " ali", "note": "Ali asked rana@example.org", "ids": [1, None]}
    left = {"email": NO_ADDRESS, "name": "(erased)", "note": f"Ali asked {NO_ADDRESS}", "ids": [1, None]}
    assert of_messages("rana@example.org", frozenset({"Ali"})).without(told) == left


@given(st.recursive(st.text() | st.integers() | st.none(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_what_does_not_tell_of_the_person_stays(value):
    traces = Traces("zwitscher@canary.example.org", frozenset({"Canary Zwitscher"}))
    assert traces.without(value) == value


def test_a_name_that_may_mean_anything_is_not_taken_out_of_the_notes_of_others():
    names = frozenset({"training", "Ali", "Ali B", "Rana Haddad", "rana1", "x.y"})
    assert telling(names) == {"Ali B", "Rana Haddad", "rana1"}


def write_everywhere(tx, now, institution_id, account, published):
    """The person in every text of others: by address where it is published, by name too where it is written to somebody."""
    other = {
        "id": uuid4(),
        "of": published["opportunity_id"],
        "now": now,
        "text": WRITTEN,
        "institution": institution_id,
    }
    tx.run(
        """insert into interests (interest_id, opportunity_id, name, email, folded_email, country, message, language, status, note, received_at)
           values (%(id)s, %(of)s, 'B', 'b@example.org', 'b@example.org', 'TR', %(text)s, 'en', 'received', %(text)s, %(now)s)""",
        **other,
    )
    tx.run(
        """insert into change_requests (change_request_id, institution_id, changes, reason, proposer_name, proposer_email, language,
             proposed_at, expires_at, status, decided_at, decision_reason)
           values (%(id)s, %(institution)s, %(changes)s, %(text)s, 'B', 'b@example.org', 'en', %(now)s, %(now)s, 'declined', %(now)s, %(text)s)""",
        **other, changes={"contact": [None, {"email": EMAIL}], "description": [{}, {"source": "en", "en": EMAIL}]},
    )  # fmt: skip
    tx.run("update change_requests set reason = %(t)s where lower(proposer_email) = %(e)s", t=WRITTEN, e=EMAIL)
    tx.run("update applications set description = %(d)s, reason = %(t)s", d={"source": "en", "en": EMAIL}, t=WRITTEN)
    with tx.savepoint():
        become(tx, account)
        shown = opportunities.get_opportunity(tx, published["opportunity_id"], None, now=now)
        record = {field: shown[field] for field in opportunities.RECORD} | {"contact_email": f"X{EMAIL}"}
        step = {**record, "opportunity_id": shown["opportunity_id"], "version": shown["version"]}
        step |= {"description": {"source": "en", "en": f"Write to {EMAIL}."}}
        revisions.revise_opportunity(tx, step, now=now, new_id=uuid4())
    tx.actor = OFFICER
    tx.run(
        "update opportunities set reason = %(t)s, comments = %(c)s",
        t=WRITTEN,
        c=json.dumps([{"field": "title", "text": WRITTEN}]),
    )
    tx.run("update institutions set description = %(d)s", d={"source": "en", "en": f"Write to {EMAIL}."})


def upload(tx, now, account, status):
    """An import of the person's, its file there."""
    become(tx, account)
    asked = StartImport.read({"kind": "institutions", "format": "csv", "label": f"{NAME}.csv"})
    import_id = transfers.start_import(tx, asked, now=now, new_id=uuid4())["import_id"]
    transfers.add_rows(tx, import_id, 1, f"names.en,contact.email\nHouse,{EMAIL}\n")
    tx.run(
        "insert into import_problems (import_id, line, field, code, message) values (%(i)s, 1, 'x', 'x', %(t)s)",
        i=import_id,
        t=WRITTEN,
    )
    tx.run("update import_jobs set status = %(s)s where import_id = %(i)s", s=status, i=import_id)
    tx.actor = OFFICER
    return import_id


@pytest.fixture
def told(tx, now, published):
    """The person everywhere."""
    institution_id, account, _, _ = seed(tx, now)
    offered = published(contact_email=EMAIL)
    write_everywhere(tx, now, institution_id, {**account, "institution_id": offered["institution_id"]}, offered)
    uploads = [upload(tx, now, account, status) for status in ("collecting", "waiting")]
    return {"institution_id": institution_id, "opportunity": offered, "uploads": uploads}


def test_the_export_lists_contacts_uploads_and_every_text_that_holds_the_address(tx, now, told):
    found = PersonalDataView.write(export(tx, now, email=EMAIL))["found"]
    assert [row["opportunity_id"] for row in found["opportunities"]] == [str(told["opportunity"]["opportunity_id"])]
    assert {row["import_id"] for row in found["import_jobs"]} == {str(one) for one in told["uploads"]}
    places = {f"{row['where']}.{row['field']}" for row in found["mentions"]}
    assert places >= {
        "applications.description", "change_requests.reason", "change_requests.decision_reason", "change_requests.changes",
        "institutions.description", "interests.message", "interests.note", "opportunities.comments",
        "opportunity_revisions.changes", "import_parts.content",
    }  # fmt: skip


def test_after_the_erasure_nothing_in_any_table_tells_of_the_person(tx, now, told):
    before = {table for table, rows in dump(tx).items() if EMAIL in rows.lower()}
    assert before >= {
        "opportunities",
        "opportunity_revisions",
        "change_requests",
        "interests",
        "import_parts",
        "applications",
    }
    erase(tx, now, email=EMAIL)
    tx.run("update outbox set created_at = %(now)s", now=now)
    tx.run("delete from unsent")
    usecases.forget_erasures(tx, now=now + domain.ERASURE_TOLD)
    for table, text in dump(tx).items():
        left = text.lower().replace(f"x{EMAIL}", "")  # the address of somebody else, which only ends the same
        assert not any(word in left for word in (EMAIL, NAME.lower(), USERNAME)), table


def test_what_was_published_comes_at_its_next_version_without_the_address(tx, now, told):
    opportunity_id = told["opportunity"]["opportunity_id"]
    old = opportunities.get_opportunity(tx, opportunity_id, None, now=now)
    record = institutions.get_institution(tx, told["institution_id"], None)
    erase(tx, now, email=EMAIL)
    new = opportunities.get_opportunity(tx, opportunity_id, None, now=now)
    assert new["contact_email"] == NO_ADDRESS and new["version"] > old["version"]
    found = institutions.get_institution(tx, told["institution_id"], None)
    assert found["contact"]["email"] is None and found["version"] > record["version"]
    assert found["description"] == {"source": "en", "en": f"Write to {NO_ADDRESS}."}


def test_uploads_that_nobody_began_to_read_end_with_nothing_kept(tx, now, told):
    erase(tx, now, email=EMAIL)
    jobs = tx.all("select status, finished_at, label from import_jobs")
    assert jobs == [{"status": "nothing_kept", "finished_at": now, "label": ""}] * 2
    assert tx.one("select count(*) as n from import_parts")["n"] == 0


def test_a_file_that_was_never_finished_goes_after_a_week_and_what_was_wrong_after_three_months(tx, now, told):
    ended, end = told["uploads"][1], now + transfers.ABANDONED + timedelta(seconds=1)
    tx.run("update import_jobs set status = 'done', finished_at = %(now)s where import_id = %(i)s", i=ended, now=now)
    transfers.forget_old(tx, now=end - timedelta(seconds=2))
    assert tx.one("select count(*) as n from import_jobs where status = 'collecting'")["n"] == 1
    transfers.forget_old(tx, now=end)
    assert tx.one("select count(*) as n from import_jobs where status = 'collecting'")["n"] == 0
    assert tx.one("select count(*) as n from import_problems")["n"] == 2
    transfers.forget_old(tx, now=now + transfers.PROBLEMS_KEPT + timedelta(seconds=1))
    assert [row["import_id"] for row in tx.all("select import_id from import_problems")] == [told["uploads"][0]]


# Columns of texts that hold no words about people: codes, ids, names of institutions and what is made of them; or that are erased
# by other means (the person's own records, the outbox, kept answers). A new column of texts is in neither list, and is found.
SAFE = """
accounts: username folded_username name email folded_email password_hash nonce reset_nonce device_nonce role access
api_tokens: name scopes
applications: names acronym applicant_name applicant_email folded_name folded_email website types topics stakeholder city
change_requests: proposer_name proposer_email
interests: name email folded_email
people: honorific name sort_name email
personal_data_requests: email folded_email
password_resets_asked: login
sign_in_failures: folded_username source
sessions: address
institutions: programmes fields_of_training facilities names other_names types stakeholder city website domains topics sort_name folded_names folded_acronyms words links sites
  registered_digest confirmation_step confirmation_nonce
institution_external_ids: scheme value
institution_id_claims: scheme value claimant
deleted_institutions: status_before external_ids
institution_import_relations: kind scheme value
institution_imports: digest
institution_relations: kind
institution_source_relations: scheme value kind other_value
institution_sources: scheme value digest facts
institution_words: word
opportunities: topic zone modality fee_currency rules status_before fields_of_training authors dates_to_check suspended_by
  folded_title words modules
opportunity_revisions: authors
projects: starts ends currency
project_parties: role
page_views: subject_kind
translation_marks: subject_kind field language source_digest digest translators
duplicate_pairs: reasons
import_jobs: format
import_keys: key
import_problems: field code
directory_entries: sort_name facets
country_groups: code names members includes
fields_of_training: code level parent names replaced_by
member_states: code names time_zones memberships groups weekends former_names holidays
vocabularies: name
vocabulary_terms: name code names replaced_by
"""


def test_every_column_of_texts_is_erased_or_holds_no_words_about_people(tx):
    assert unclassified(tx, usecases.TEXTS, SAFE) == set()
