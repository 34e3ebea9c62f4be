"""Rules of credentials, without servers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.accounts import domain, passwords


def codes(username, password):
    return {p["code"] for p in domain.credential_problems(username, password, passwords.common_passwords())}


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short-one-1", "too_short"),
        ("x1y2" * 33, "too_long"),
        ("Qwertyuiop123", "too_common"),
        ("aaaaaaaaaaab", "too_common"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, code):
    assert code in codes("farrukh", password)


def test_a_long_password_is_refused_and_not_cut():
    assert codes("farrukh", ("abcd" * 32)) == set()
    assert codes("farrukh", ("abcd" * 32) + "e") == {"too_long"}


def test_the_username_is_no_password():
    assert "is_the_username" in codes("farrukh-nazarov", "Farrukh-Nazarov")


@given(st.text(max_size=60))
def test_folding_a_username_twice_changes_nothing(username):
    once = domain.fold_username(username)
    assert domain.fold_username(once) == once


@given(st.sampled_from(sorted(domain.MOVES)), st.sampled_from(sorted(domain.MOVES)))
def test_only_moves_of_the_table_are_possible(status, to):
    if to in domain.MOVES[status]:
        assert domain.move(status, to) == to
    else:
        with pytest.raises(domain.InvalidTransition) as refused:
            domain.move(status, to)
        assert refused.value.facts["allowed"] == sorted(domain.MOVES[status])
