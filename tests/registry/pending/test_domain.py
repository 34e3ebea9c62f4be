"""A pending revision's machine and what it changes, without servers."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import InvalidTransition
from services.registry.pending import domain

TABLE = {
    ("draft", "revise"): "draft", ("draft", "submit"): "in_review", ("draft", "discard"): "discarded",
    ("in_review", "revise"): "draft", ("in_review", "approve"): "approved", ("in_review", "return"): "draft",
    ("in_review", "discard"): "discarded",
}  # fmt: skip
VALUES = st.dictionaries(st.sampled_from(["title", "deadline", "place", "url"]), st.integers(0, 2))


@pytest.mark.parametrize("status", ["draft", "in_review"])
@pytest.mark.parametrize("command", ["revise", "submit", "approve", "return", "discard"])
def test_every_cell_of_the_table(status, command):
    pending = domain.Pending(status, [uuid4()])
    if (status, command) in TABLE:
        assert pending.step(command) == TABLE[status, command]
    else:
        with pytest.raises(InvalidTransition):
            pending.step(command)


def test_what_is_in_review_is_taken_for_all_but_its_authors():
    author = uuid4()
    assert domain.Pending("in_review", [author]).is_taken(uuid4())
    assert domain.Pending("in_review", [author]).is_taken(None)
    assert not domain.Pending("in_review", [author]).is_taken(author)
    assert not domain.Pending("draft", [author]).is_taken(uuid4())


@given(VALUES, VALUES)
def test_laying_the_differences_over_the_public_gives_the_proposed(public, proposed):
    public = dict.fromkeys(proposed, 9) | public
    changes = domain.differences(public, proposed)
    assert {**public, **{name: new for name, (_, new) in changes.items()}} == {**public, **proposed}
    assert all(old != new for old, new in changes.values())
    assert set(domain.material_fields(changes)) == set(changes) & {"deadline", "place"}
