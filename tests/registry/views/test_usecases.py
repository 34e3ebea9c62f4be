"""Counting views, on PostgreSQL."""

from uuid import uuid4

from chassis.identity import PUBLIC
from contracts.registry.institutions import GetInstitution
from services.registry.institutions import usecases as institutions
from services.registry.opportunities import usecases as opportunities
from services.registry.service import RegistryService
from services.registry.views import usecases
from tests.registry import facts
from tests.registry.conftest import OFFICER


def test_a_read_that_counts_writes_in_its_read_only_transaction(pool, now):
    with pool.transaction(OFFICER) as tx:
        own = institutions.register_institution(tx, facts.institution(), now=now, new_id=uuid4())
        record = facts.opportunity(own["institution_id"])
        card = opportunities.draft_opportunity(tx, record, now=now, new_id=uuid4())
        tx.run("update opportunities set status = 'published', published_at = now()")
    for count_view in (True, False, True):
        with pool.transaction(PUBLIC, read_only=True) as tx:
            opportunities.get_opportunity(tx, None, card["slug"], count_view, now=now)
    with pool.transaction(OFFICER, read_only=True) as tx:
        assert opportunities.get_opportunity(tx, None, card["slug"], True, now=now)["views"] == 2
        assert usecases.totals(tx, usecases.OPPORTUNITY, [card["opportunity_id"]]) == {card["opportunity_id"]: 2}


def test_an_institutions_page_counts_too(pool, now):
    with pool.transaction(OFFICER) as tx:
        own = institutions.register_institution(tx, facts.institution(), now=now, new_id=uuid4())
    service, asked = RegistryService(), {"slug": own["slug"], "count_view": True}
    for actor, read_only in ((PUBLIC, True), (OFFICER, True), (PUBLIC, False)):
        with pool.transaction(actor, read_only=read_only) as tx:
            service.get_institution(tx, GetInstitution.read(asked))
    with pool.transaction(OFFICER, read_only=True) as tx:
        assert usecases.totals(tx, usecases.INSTITUTION, [own["institution_id"]]) == {own["institution_id"]: 2}


def test_an_old_slug_that_leads_on_is_not_counted_twice(pool, now):
    with pool.transaction(OFFICER) as tx:
        own = institutions.register_institution(tx, facts.institution("Old Name"), now=now, new_id=uuid4())
        record = {**own, "version": 1, "relations": None, "names": {"source": "en", "en": "New Name"}}
        renamed = institutions.revise_institution(tx, record, now=now)
        assert renamed["slug"] != own["slug"]
    for slug in (own["slug"], renamed["slug"]):
        with pool.transaction(PUBLIC, read_only=True) as tx:
            found = RegistryService().get_institution(tx, GetInstitution.read({"slug": slug, "count_view": True}))
            assert found["institution_id"] == own["institution_id"]
    with pool.transaction(OFFICER, read_only=True) as tx:
        assert usecases.totals(tx, usecases.INSTITUTION, [own["institution_id"]]) == {own["institution_id"]: 1}


def test_nothing_about_the_visitor_is_kept(tx):
    columns = tx.all("select column_name from information_schema.columns where table_name = 'page_views' order by 1")
    assert [row["column_name"] for row in columns] == ["day", "subject_id", "subject_kind", "views"]
