"""Where a translation stands after any sequence of saves and reviews."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Forbidden, NotReady
from services.registry.translations.domain import Mark, Standing, overall, to_note, to_review, wordings

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TITLE = ("title", "ar")
WORDS = st.sampled_from(["", "one", "two", "  one ", "one\n"])
SOURCES = st.sampled_from(["Water", "Water ", "Energy", " Energy  "])
REVIEW = st.just("review")


def offer(english, arabic):
    return {"title": {"source": "en", "en": english, "ar": arabic}}


class Kept:
    """What the use cases keep of one text, kept in memory as the table keeps it."""

    def __init__(self, record):
        self.record, self.mark = record, None

    @property
    def standing(self):
        return Standing(wordings("opportunity", self.record)[TITLE], self.mark)

    def save(self, record):
        for noted in reversed(to_note(wordings("opportunity", self.record), wordings("opportunity", record))):
            if TITLE in noted and (self.mark is None or self.mark.wording.words != noted[TITLE].words):
                self.mark = Mark(noted[TITLE], [])
        self.record = record

    def review(self):
        for wording in to_review({TITLE: self.standing}, "ar", uuid4()).values():
            self.mark = Mark(wording, [], uuid4(), NOW)


def expected(source, words, held_against, reviewed):
    """The row's table: what is there, what it was last held against, whether somebody else looked."""
    if not words:
        return "missing"
    if held_against != source:
        return "stale"
    return "reviewed" if reviewed else "draft"


@given(SOURCES, WORDS, st.lists(REVIEW | st.tuples(SOURCES, WORDS), max_size=8))
def test_the_states_follow_whatever_is_saved_and_reviewed(source, words, steps):
    kept = Kept(offer(source, words))
    source, words = source.strip(), words.strip()
    last, held_against, reviewed = words, source, False
    for step in steps:
        if step == "review" and words:
            kept.review()
            held_against, reviewed = source, True
        elif step != "review":
            kept.save(offer(*step))
            source, words = (one.strip() for one in step)
            if words and words != last:
                last, held_against, reviewed = words, source, False
        assert kept.standing.status == expected(source, words, held_against, reviewed)


def test_a_text_is_translated_from_the_language_it_was_written_in():
    found = wordings("institution", {
        "names": {"source": "ar", "ar": "معهد", "en": "Institute"}, "description": {"source": "en-GB", "en-GB": "We teach."},
        "capabilities": [{"source": "en", "en": "Labs", "fr": "Laboratoires"}, {"source": "en", "en": "Rooms"}], "facilities": [],
    })  # fmt: skip
    assert {key: one.words is not None for key, one in found.items()} == {
        ("names", "en"): True, ("names", "fr"): False, ("description", "ar"): False, ("description", "fr"): False,
        ("capabilities", "ar"): False, ("capabilities", "fr"): False,
    }  # fmt: skip


def test_a_letter_composed_otherwise_is_the_same_letter():
    composed, apart = ({"title": {"source": "fr", "fr": words, "en": "Held"}} for words in ("Tenu à", "Tenu a\u0300"))
    assert wordings("opportunity", composed) == wordings("opportunity", apart)


@pytest.mark.parametrize(
    ("statuses", "found"),
    [(["reviewed", "stale", "draft"], "stale"), (["reviewed", "missing"], "missing"), (["reviewed"], "reviewed"), ([], "source")],
)  # fmt: skip
def test_a_language_is_as_far_as_its_last_text(statuses, found):
    assert overall(statuses) == found


def test_nobody_reviews_words_of_their_own_nor_words_that_are_not_there():
    writer, colleague = uuid4(), uuid4()
    wording = wordings("opportunity", offer("Water", "one"))[TITLE]
    standings = {TITLE: Standing(wording, Mark(wording, [writer]))}
    with pytest.raises(Forbidden):
        to_review(standings, "ar", writer)
    with pytest.raises(NotReady):
        to_review(standings, "fr", colleague)
    assert to_review(standings, "ar", colleague) == {TITLE: wording}
