"""Lists in the order asked for: every page after the other shows each item once, whatever the order and however many are equal (P16)."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.ordering import orders
from contracts import paging
from contracts.refusals import Invalid
from contracts.registry.applications import ListApplications
from contracts.registry.audit import ListAudit
from contracts.registry.change_requests import ListChangeRequests
from contracts.registry.institutions import SearchInstitutions
from contracts.registry.opportunities import ListOpportunities
from services.registry.applications import repository as applications
from services.registry.audit import repository as audit
from services.registry.audit import usecases as trail
from services.registry.change_requests import repository as change_requests
from services.registry.directory import repository as directory
from services.registry.directory import usecases as searching
from services.registry.institutions import usecases as institutions
from services.registry.listings import repository as listings
from services.registry.listings import usecases as listing
from tests.registry import facts

ITEMS = st.lists(st.tuples(st.integers(1, 4) | st.none(), st.uuids()), unique_by=lambda item: item[1], max_size=9)
PLAIN = orders("id", {"year": ("coalesce(year, 9999)", int), "-year": ("coalesce(year, 0)", int)}, own="year")
LISTS = {
    SearchInstitutions: {"relevance", *directory.ORDERS}, ListOpportunities: listings.ORDERS,
    ListApplications: applications.ORDERS, ListChangeRequests: change_requests.ORDERS, ListAudit: audit.ORDERS,
}  # fmt: skip
EMPTY = {ListAudit: {"subject_kind": "institution", "subject_id": "1"}}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ITEMS, st.sampled_from(sorted(PLAIN)), st.integers(1, 4))
def test_all_pages_show_every_item_once_in_order_and_those_without_a_value_last(tx, items, sort, limit):
    years, ids = [year for year, _ in items], [one for _, one in items]
    order, shown, cursor = PLAIN[sort], [], None
    while True:
        rows = tx.all(
            f"""select year, id, {order.key} as sort_key
                from unnest(%(years)s::int[], %(ids)s::uuid[]) as given (year, id)
                where {order.follows} order by {order.by} limit %(limit)s + 1""",
            years=years, ids=ids, limit=limit, **order.place(cursor),
        )  # fmt: skip
        page = order.page(rows, limit)
        shown += [(row["year"], row["id"]) for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    sign = -1 if sort == "-year" else 1
    assert shown == sorted(items, key=lambda item: (item[0] is None, sign * (item[0] or 0), item[1]))


@pytest.mark.parametrize("contract", LISTS)
def test_every_sort_of_a_list_is_one_it_can_do_and_any_other_is_refused_by_name(contract):
    sort = contract().fields["sort"]
    assert set(sort.choices) == set(LISTS[contract])
    with pytest.raises(Invalid) as refused:
        contract.read({**EMPTY.get(contract, {}), "sort": "favourite"})
    [found] = refused.value.problems
    assert (found["field"], found["code"]) == ("sort", "not_a_choice")
    assert all(name in found["message"] for name in sort.choices)


def pages(ask, **asked):
    """All items, two at a time."""
    found, shown = ask(limit=2, **asked), []
    while True:
        shown += found["items"]
        if found["next"] is None:
            return shown
        found = ask(limit=2, cursor=found["next"], **asked)


@pytest.fixture
def search(tx):
    return lambda **asked: searching.search_institutions(tx, SearchInstitutions.read(asked))


@pytest.fixture
def known(tx, now):
    """Seven institutions, two of one name, entered two at once."""
    made = []
    for number, name in enumerate("BACBEDS"):
        record = facts.institution(f"{name} School", force_reason="test")
        made.append(institutions.register_institution(tx, record, now=now, new_id=UUID(int=number + 1)))
        tx.run(
            "update directory_entries set entered_at = %(at)s where institution_id = %(id)s",
            at=now + timedelta(hours=number // 2), id=made[-1]["institution_id"],
        )  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("name", [2, 1, 4, 3, 6, 5, 7]), ("-name", [7, 5, 6, 3, 1, 4, 2]), ("-entered", [7, 5, 6, 3, 4, 1, 2])],
)
@pytest.mark.parametrize("narrowed", [{}, {"words": "school"}, {"words": "school", "country": "TR"}])
def test_the_directory_in_each_order(search, known, sort, expected, narrowed):
    assert [one["institution_id"].int for one in pages(search, sort=sort, **narrowed)] == expected
    found = search(sort=sort, **narrowed)
    assert (found["total"], found["facets"]) == (7, search(**narrowed)["facets"])


def test_an_order_of_nothing_is_nothing(search, known):
    found = search(sort="-name", words="school", country="MA")
    assert (found["items"], found["next"], found["total"]) == ([], None, 0)


def test_many_results_are_ordered_as_few_are(search, known, monkeypatch):
    monkeypatch.setattr(searching, "FEW", 3)
    assert [one["institution_id"].int for one in pages(search, words="school", sort="-name")] == [7, 5, 6, 3, 1, 4, 2]


def test_a_cursor_is_good_for_the_order_it_was_given_in_only(search, known):
    cursors = {sort: search(limit=2, sort=sort)["next"] for sort in LISTS[SearchInstitutions]}
    for given_in, cursor in cursors.items():
        for sort in cursors:
            if sort != given_in:
                with pytest.raises(Invalid) as refused:
                    search(limit=2, sort=sort, cursor=cursor)
                assert [one["field"] for one in refused.value.problems] == ["cursor"]


@pytest.fixture
def offered(tx, published, draft, now):
    """Three published ones, two of one deadline and start, and a draft, which was never published: what each is sorted by."""
    made = []
    for number, days in enumerate([(20, 40), (10, 60), (20, 40), (15, 45)]):
        card = draft() if number == 3 else published()
        deadline, start = (now.date() + timedelta(day) for day in days)
        later, opportunity_id = number * timedelta(hours=1), card["opportunity_id"]
        tx.run(
            """update opportunities set deadline = %(deadline)s, start_date = %(start)s, published_at = published_at + %(later)s
               where opportunity_id = %(id)s""",
            deadline=deadline, start=start, later=later, id=opportunity_id,
        )  # fmt: skip
        made.append({"deadline": deadline, "start": start, "id": opportunity_id})
    return made


def test_opportunities_in_each_order(tx, offered, as_actor, now):
    def ask(**asked):
        return listing.list_opportunities(tx, ListOpportunities.read(asked), now=now)

    def by(column, sign=1):
        return [one["id"] for one in sorted(offered, key=lambda one: (sign * one[column].toordinal(), one["id"]))]

    as_actor("officer")
    expected = {
        "deadline": by("deadline"), "-deadline": by("deadline", -1), "start": by("start"), "-start": by("start", -1),
        "-published": [offered[number]["id"] for number in (2, 1, 0, 3)],
    }  # fmt: skip
    for sort in LISTS[ListOpportunities]:
        assert [one["opportunity_id"] for one in pages(ask, sort=sort)] == expected[sort], sort
    with pytest.raises(Invalid):
        ask(sort="start", cursor=ask(limit=1)["next"])


def test_a_cursor_from_before_there_was_a_choice_goes_on(tx, offered, as_actor, now):
    as_actor("officer")
    before = paging.cursor_of(offered[1]["deadline"], offered[1]["id"])
    found = listing.list_opportunities(tx, ListOpportunities.read({"cursor": before}), now=now)
    assert found["items"][0]["opportunity_id"] == offered[3]["id"]


def test_the_trail_from_its_beginning(tx, known, now):
    about = ("institution", str(known[0]["institution_id"]))
    for number in range(3):
        tx.audit(f"step_{number}", "/".join(about))

    def ask(**asked):
        return trail.list_audit(tx, *about, asked.get("cursor"), asked["limit"], asked["sort"])

    forwards = [one["action"] for one in pages(ask, sort="entry")]
    assert forwards == ["register_institution", "step_0", "step_1", "step_2"]
    assert [one["action"] for one in pages(ask, sort="-entry")] == forwards[::-1]
