"""The audit trail of a record."""

from uuid import uuid4

from contracts.registry.audit import ListAudit
from contracts.registry.institutions import ReviseInstitution
from services.registry.audit import usecases
from services.registry.institutions import usecases as institutions
from services.registry.lifecycle import usecases as lifecycle
from tests.registry import facts


def trail(tx, institution_id, cursor=None, limit=10):
    return ListAudit.returns.write(usecases.list_audit(tx, "institution", str(institution_id), cursor, limit))


def test_every_change_of_an_institution_is_told_old_and_new_the_latest_first(tx, now):
    made = institutions.register_institution(tx, facts.institution(), now=now, new_id=uuid4())
    plain = facts.plain({field: made[field] for field in institutions.RECORD})
    record = ReviseInstitution.read(
        {**plain, "city": "Bursa", "institution_id": str(made["institution_id"]), "version": 1}
    )
    institutions.revise_institution(tx, record, now=now)
    step = {"institution_id": made["institution_id"], "status": "inactive", "version": 2, "reason": "moved"}
    lifecycle.change_institution_status(tx, step, now=now)

    found = trail(tx, made["institution_id"])["items"]
    assert [entry["action"] for entry in found] == [
        "change_institution_status", "revise_institution", "register_institution",
    ]  # fmt: skip
    assert [entry["changes"] for entry in found[:2]] == [
        {"status": ["active", "inactive"]},
        {"city": ["Ankara", "Bursa"]},
    ]
    assert (found[0]["notes"], found[0]["actor"]["role"]) == ({"reason": "moved"}, "officer")
    first = trail(tx, made["institution_id"], limit=2)
    assert [e["action"] for e in trail(tx, made["institution_id"], first["next"])["items"]] == ["register_institution"]


def test_a_private_contact_is_not_in_the_trail(tx, now):
    contact = {"email": "inside@example.org", "public": False}
    made = institutions.register_institution(tx, facts.institution(contact=contact), now=now, new_id=uuid4())
    assert "inside@" not in str(trail(tx, made["institution_id"]))


def test_a_record_nobody_changed_has_no_trail(tx):
    assert trail(tx, uuid4())["items"] == []
