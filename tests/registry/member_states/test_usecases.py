"""Member states on PostgreSQL."""

from datetime import date

import pytest

from contracts.refusals import Invalid, NotFound
from contracts.registry.member_states import MemberStateView, RecordMemberState
from services.registry.member_states import repository, usecases

TODAY = date(2026, 6, 1)


def state(code="TJ", **more):
    base = {
        "code": code, "names": {"source": "en", "en": "Tajikistan", "fr": "Tadjikistan"}, "language": "tg",
        "time_zones": ["Asia/Dushanbe"], "memberships": [{"since": "1992-12-01"}],
        "groups": [{"group": "central_asia", "since": "1992-12-01"}], "weekends": [{"days": [6, 7]}],
    }  # fmt: skip
    return RecordMemberState.read(base | more)


def test_a_record_entered_twice_is_told_once(tx, emitted):
    assert usecases.record_member_state(tx, state())["version"] == 1
    assert usecases.record_member_state(tx, state())["version"] == 1
    assert [key for key, _ in emitted()] == ["member_state.recorded"]


def test_a_changed_record_is_told_with_all_facts(tx, emitted):
    usecases.record_member_state(tx, state())
    ended = [{"since": "1992-12-01", "until": "2030-01-01", "state": "suspended"}]
    assert usecases.record_member_state(tx, state(memberships=ended))["version"] == 2
    assert emitted()[-1][1]["memberships"] == ended
    assert MemberStateView.write(repository.get_member_state(tx, "TJ"))["memberships"] == ended


def test_an_unknown_state_is_not_found(tx):
    with pytest.raises(NotFound):
        repository.get_member_state(tx, "FR")


def test_states_are_listed_by_code_in_pages_and_by_group(tx):
    for code in ("UZ", "AZ", "TJ"):
        usecases.record_member_state(tx, state(code))
    usecases.record_member_state(tx, state("MA", groups=[{"group": "arab"}]))

    first = usecases.list_member_states(tx, None, TODAY, None, 3)
    rest = usecases.list_member_states(tx, None, TODAY, first["next"], 3)
    assert [[s["code"] for s in part["items"]] for part in (first, rest)] == [["AZ", "MA", "TJ"], ["UZ"]]
    assert rest["next"] is None
    assert [s["code"] for s in usecases.list_member_states(tx, "arab", TODAY, None, 3)["items"]] == ["MA"]


@pytest.mark.parametrize("cursor", ["", "x", "!!!!", "WzFd", "bnVsbA==", "WyJhXHUwMDAwIl0="])
def test_a_cursor_that_is_not_ours_is_refused(tx, cursor):
    with pytest.raises(Invalid) as refused:
        usecases.list_member_states(tx, None, TODAY, cursor, 3)
    assert refused.value.problems[0]["field"] == "cursor"
