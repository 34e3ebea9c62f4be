"""One person's mails of one activity: each once, in order, true when it leaves."""

import pytest

from tests.notifications.conftest import calendar_of
from tests.notifications.story import START, person


def chain(mailbox, who):
    """(template's subject word, method, sequence, uid, start) of each mail."""
    found = []
    for mail in mailbox.mails(f"{who}@example.org"):
        calendar = calendar_of(mail)
        if calendar is None:
            found.append((mail["subject"], None, None, None))
            continue
        method, parsed = calendar
        (event,) = parsed.walk("VEVENT")
        assert parsed["method"] == method
        found.append((mail["subject"], method, int(event["sequence"]), str(event["uid"])))
    return found


def test_an_offer_a_seat_a_move_and_a_withdrawal(story, deliver, mailbox):
    story.announced()
    story.contact("amina", "fr")
    story.selected("amina")
    deliver()
    story.confirmed("amina")
    deliver()
    story.moved()
    deliver()
    story.withdrawn("amina")
    deliver()
    uid = f"{story.activity_id}.{person('amina')}@training.sesric.org"
    assert chain(mailbox, "amina") == [
        ("Une place vous est proposée : Atelier migration", None, None, None),
        ("Votre place est confirmée : Atelier migration", "REQUEST", 0, uid),
        ("Nouvelles dates : Atelier migration", "REQUEST", 1, uid),
        ("Votre désistement : Atelier migration", "CANCEL", 2, uid),
    ]


def test_the_calendar_says_utc_place_and_status(story, deliver, mailbox):
    story.announced()
    story.contact("amina")
    story.confirmed("amina")
    deliver()
    (mail,) = mailbox.mails()
    method, calendar = calendar_of(mail)
    (event,) = calendar.walk("VEVENT")
    assert event["dtstart"].to_ical() == f"{START:%Y%m%d}T040000Z".encode()
    assert str(event["location"]) == "Hotel, 14 Rudaki Avenue, Dushanbe, Tajikistan"
    assert event["status"] == "CONFIRMED"
    assert event["attendee"] == "mailto:amina@example.org"
    assert event["attendee"].params["CN"] == "Amina"
    attached = [part for part in mail.iter_attachments() if part.get_filename() == "invite.ics"]
    assert attached[0].get_content() == calendar.to_ical() or b"METHOD:REQUEST" in attached[0].get_content()
    raw = attached[0].get_content()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert method == "REQUEST"
    assert "signature=" not in str(event["description"])


def test_the_end_of_an_activity_cancels_seats_and_tells_the_rest(story, deliver, mailbox):
    story.announced()
    for who in ("amina", "omar", "zeynep", "bilal"):
        story.contact(who)
    story.confirmed("amina")
    story.selected("omar")
    story.reserved("zeynep")
    story.nomination(story_not_selected(), "bilal", "not_selected")
    deliver()
    story.ended("omar")  # told before the cancellation itself
    story.cancelled()
    story.ended("amina")
    deliver()
    assert [method for _, method, _, _ in chain(mailbox, "amina")] == ["REQUEST", "CANCEL"]
    assert chain(mailbox, "amina")[1][2] == 1
    assert [(s, m) for s, m, _, _ in chain(mailbox, "omar")][1:] == [("Called off: Workshop on Migration Data", None)]
    assert len(chain(mailbox, "zeynep")) == 2
    assert len(chain(mailbox, "bilal")) == 1


def story_not_selected():
    from contracts.scheduling.nominations import NominationNotSelected

    return NominationNotSelected


def test_a_seat_given_back_before_its_mail_left_needs_no_cancel(story, deliver, mailbox, deliveries):
    story.announced()
    story.contact("amina")
    story.confirmed("amina")
    story.withdrawn("amina")
    deliver()
    assert [(row["template"], row["status"]) for row in deliveries()] == [
        ("nomination_confirmed", "withdrawn"), ("nomination_withdrawn", "sent"),
    ]  # fmt: skip
    assert chain(mailbox, "amina") == [("Your withdrawal: Workshop on Migration Data", None, None, None)]


def test_a_move_before_the_invitation_left_is_told_once(story, deliver, mailbox, deliveries):
    story.announced()
    story.contact("amina")
    story.confirmed("amina")
    story.moved()
    deliver()
    assert [(method, sequence) for _, method, sequence, _ in chain(mailbox, "amina")] == [("REQUEST", 1)]
    assert {row["template"]: row["status"] for row in deliveries()} == {
        "nomination_confirmed": "sent", "activity_rescheduled": "withdrawn",
    }  # fmt: skip


def test_two_moves_at_once_make_one_update_with_the_newest_dates(story, deliver, mailbox):
    story.announced()
    story.contact("amina")
    story.confirmed("amina")
    deliver()
    story.moved()
    story.moved()
    deliver()
    assert [sequence for _, _, sequence, _ in chain(mailbox, "amina")] == [0, 2]


def test_an_open_offer_gets_a_plain_word_of_the_move(story, deliver, mailbox):
    story.announced()
    story.contact("omar")
    story.selected("omar")
    deliver()
    story.moved()
    deliver()
    assert chain(mailbox, "omar")[1] == ("New dates: Workshop on Migration Data", None, None, None)


def test_a_mail_waits_for_the_activity_and_the_contact_which_come_by_other_streams(story, deliver, mailbox):
    story.confirmed("amina")
    deliver()
    assert mailbox.mails() == []
    story.contact("amina")
    deliver()
    assert mailbox.mails() == []
    story.announced()
    deliver()
    assert len(mailbox.mails()) == 1


def test_an_older_card_that_comes_late_changes_nothing(story, deliver, mailbox):
    late = story.event(story_announced(), story.card())
    story.moved()
    story.hear(story_announced(), late)
    story.contact("amina")
    story.confirmed("amina")
    deliver()
    assert chain(mailbox, "amina")[0][2] == 1


def story_announced():
    from contracts.scheduling.activity_events import ActivityAnnounced

    return ActivityAnnounced


def test_a_nominee_told_of_after_the_cancellation_still_hears_of_it_once(story, deliver, mailbox):
    story.announced()
    story.contact("amina")
    story.cancelled()
    deliver()
    story.selected("amina")
    deliver()
    deliver()
    assert [subject for subject, *_ in chain(mailbox, "amina")] == ["Called off: Workshop on Migration Data"]


def test_history_sends_no_mail(story, deliver, mailbox, deliveries):
    story.announced(historic=True)
    story.contact("amina")
    story.confirmed("amina")
    deliver()
    assert mailbox.mails() == []
    assert deliveries()[0]["status"] == "suppressed"


@pytest.mark.parametrize("status", ["withdrawn", "declined"])
def test_an_offer_that_was_answered_meanwhile_is_not_sent(story, deliver, mailbox, status):
    from contracts.scheduling.nominations import NominationDeclined

    story.announced()
    story.contact("amina")
    story.selected("amina")
    story.nomination(NominationDeclined, "amina", status)
    deliver()
    assert mailbox.mails() == []
