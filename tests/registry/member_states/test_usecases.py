"""Member states on PostgreSQL."""

from datetime import date

import pytest

from contracts.refusals import Invalid, NotFound, StaleVersion
from contracts.registry.member_states import MemberStateView, RecordMemberState
from contracts.registry.reference import RecordCountryGroup
from services.registry.member_states import repository, usecases
from services.registry.reference import usecases as reference

TODAY = date(2026, 6, 1)


def state(code="TJ", **more):
    base = {
        "code": code, "names": {"source": "en", "en": "Tajikistan", "fr": "Tadjikistan"}, "language": "tg",
        "time_zones": ["Asia/Dushanbe"], "memberships": [{"since": "1992-12-01"}],
        "groups": [{"group": "central_asia", "since": "1992-12-01"}], "weekends": [{"days": [6, 7]}],
    }  # fmt: skip
    return RecordMemberState.read(base | more)


def listed(tx, **more):
    request = {"group": None, "words": None, "on": None, "cursor": None, "limit": 3}
    return usecases.list_member_states(tx, request | more, TODAY)


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


NOWRUZ = {"day": "2027-03-21", "name": "Nowruz"}


def test_holidays_are_kept_by_who_does_not_speak_of_them(tx, emitted):
    usecases.record_member_state(tx, state(holidays=[NOWRUZ]))
    assert usecases.record_member_state(tx, state())["version"] == 1
    assert usecases.record_member_state(tx, state(weekends=[{"days": [7]}]))["version"] == 2
    assert emitted()[-1][1]["holidays"] == [NOWRUZ]
    assert MemberStateView.write(repository.get_member_state(tx, "TJ"))["holidays"] == [NOWRUZ]
    assert usecases.holidays_of(tx, "TJ") == {date(2027, 3, 21)}
    assert usecases.record_member_state(tx, state(holidays=[]))["holidays"] == []
    assert usecases.holidays_of(tx, "TJ") == usecases.holidays_of(tx, None) == set()


def test_a_day_is_a_holiday_once_and_in_our_time(tx):
    with pytest.raises(Invalid) as refused:
        usecases.record_member_state(tx, state(holidays=[NOWRUZ, NOWRUZ, {"day": "3027-03-21", "name": "x"}]))
    assert [(one["field"], one["code"]) for one in refused.value.problems] == [
        ("holidays.2.day", "out_of_range"), ("holidays.1.day", "twice"),
    ]  # fmt: skip


def test_an_unknown_state_is_not_found(tx):
    with pytest.raises(NotFound):
        repository.get_member_state(tx, "FR")


def test_states_are_listed_by_code_in_pages_and_by_group(tx):
    for code in ("UZ", "AZ", "TJ"):
        usecases.record_member_state(tx, state(code))
    usecases.record_member_state(tx, state("MA", groups=[{"group": "arab"}]))

    first = listed(tx)
    rest = listed(tx, cursor=first["next"])
    assert [[s["code"] for s in part["items"]] for part in (first, rest)] == [["AZ", "MA", "TJ"], ["UZ"]]
    assert rest["next"] is None
    assert [s["code"] for s in listed(tx, group="arab")["items"]] == ["MA"]


@pytest.mark.parametrize("cursor", ["", "x", "!!!!", "WzFd", "bnVsbA==", "WyJhXHUwMDAwIl0="])
def test_a_cursor_that_is_not_ours_is_refused(tx, cursor):
    with pytest.raises(Invalid) as refused:
        listed(tx, cursor=cursor)
    assert refused.value.problems[0]["field"] == "cursor"


def test_a_record_of_another_time_has_the_names_of_then(tx, emitted):
    former = [
        {"names": {"source": "en", "en": "Upper Volta"}, "until": "1984-08-04"},
        {"names": {"source": "en", "en": "French Upper Volta"}, "until": "1958-12-11"},
    ]
    usecases.record_member_state(tx, state("BF", names={"en": "Burkina Faso"}, former_names=former))

    def name(on):
        return usecases.get_member_state(tx, "BF", date.fromisoformat(on))["names"]["en"]

    days = ("1950-01-01", "1958-12-11", "1984-08-03", "1984-08-04", "2026-06-01")
    assert [name(day) for day in days] == ["French Upper Volta", "Upper Volta", "Upper Volta"] + ["Burkina Faso"] * 2
    assert emitted()[-1][1]["former_names"] == former
    assert [s["names"]["en"] for s in listed(tx, on=date(1970, 1, 1))["items"]] == ["Upper Volta"]


def test_states_are_found_by_name_in_any_language_whatever_the_accents(tx):
    usecases.record_member_state(tx, state("TJ"))
    usecases.record_member_state(tx, state("DZ", names={"en": "Algeria", "fr": "Algérie", "ar": "الجزائر"}))

    for words, found in (("algerie", ["DZ"]), ("الجزائر", ["DZ"]), ("tj", ["TJ"]), ("tadj", ["TJ"]), ("atlantis", [])):
        assert [s["code"] for s in listed(tx, words=words)["items"]] == found


def test_a_group_of_its_own_lists_its_states(tx, now):
    for code in ("TJ", "MA"):
        usecases.record_member_state(tx, state(code, groups=[]))
    group = {"code": "maghreb", "names": {"en": "Maghreb"}, "members": [{"country": "MA"}]}
    reference.record_group(tx, RecordCountryGroup.read(group), TODAY)
    assert [s["code"] for s in listed(tx, group="maghreb")["items"]] == ["MA"]


def test_of_two_officers_the_second_sees_that_the_first_was_faster(tx, emitted):
    usecases.record_member_state(tx, state())
    assert usecases.record_member_state(tx, state(language="en", version=1))["version"] == 2
    with pytest.raises(StaleVersion) as refused:
        usecases.record_member_state(tx, state(language="ru", version=1))
    assert refused.value.facts == {"version": 2}
    with pytest.raises(StaleVersion):
        usecases.record_member_state(tx, state("UZ", version=1))
    assert len(emitted()) == 2


def test_memberships_follow_one_another(tx):
    left, returned = {"since": "1979-05-08", "until": "1984-01-19", "state": "suspended"}, {"since": "1984-01-19"}
    usecases.record_member_state(
        tx, state(memberships=[{"since": "1969-09-25", "until": "1979-05-08"}, left, returned])
    )
    wrong = [{"since": "1984-01-18"}, left, {"since": "1990-01-01", "until": "1990-01-01"}]
    with pytest.raises(Invalid) as refused:
        usecases.record_member_state(tx, state(memberships=wrong))
    assert {(one["field"], one["code"]) for one in refused.value.problems} == {
        ("memberships.0.since", "overlaps"), ("memberships.2.until", "ends_before_start"), ("memberships.2.since", "overlaps"),
    }  # fmt: skip


def test_nobody_was_a_member_before_there_was_the_organisation_or_will_be_in_the_year_9999(tx):
    wrong = [{"since": "0206-01-01", "until": "1969-09-24"}, {"since": "2030-01-01", "until": "9999-12-31"}]
    with pytest.raises(Invalid) as refused:
        usecases.record_member_state(tx, state(memberships=wrong))
    assert {(one["field"], one["code"]) for one in refused.value.problems} == {
        ("memberships.0.since", "out_of_range"), ("memberships.0.until", "out_of_range"), ("memberships.1.until", "out_of_range"),
    }  # fmt: skip


def test_a_state_is_in_a_group_once_and_has_one_name_and_one_weekend_a_day(tx):
    day = "2022-01-01"
    wrong = {
        "groups": [{"group": "arab", "since": day}, {"group": "arab", "since": "2021-01-01", "until": day}, {"group": "ldc", "since": day, "until": "2021-01-01"}],
        "former_names": [{"names": {"en": "One"}, "until": day}, {"names": {"en": "Other"}, "until": day}],
        "weekends": [{"days": [5]}, {"days": [6]}],
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        usecases.record_member_state(tx, state(**wrong))
    assert {(one["field"], one["code"]) for one in refused.value.problems} == {
        ("groups.0.since", "overlaps"), ("groups.2.until", "ends_before_start"), ("former_names.1.until", "twice"),
        ("weekends.1.since", "twice"),
    }  # fmt: skip
    again = [{"group": "arab", "since": day}, {"group": "arab", "until": "2021-12-31"}]
    assert usecases.record_member_state(tx, state(groups=again))["version"] == 1
