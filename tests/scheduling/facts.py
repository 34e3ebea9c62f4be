"""The Dushanbe workshop of 2018, moved to years to come, and the people nominated for it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from contracts.scheduling.activities import CompleteActivity, DraftActivity, RescheduleActivity, ReviseActivity
from contracts.scheduling.agenda import SetAgenda
from contracts.scheduling.nominations import ConfirmNomination, Nominate, PublishSelection, WithdrawNomination
from contracts.scheduling.outcomes import FileOutcomes
from services.scheduling.activities import usecases as activities
from services.scheduling.directory import repository as directory
from services.scheduling.lifecycle import usecases as lifecycle
from services.scheduling.nominations import usecases as nominations
from services.scheduling.selection import usecases as selection

UNESCO = UUID("00000000-0000-4000-8000-000000000001")
MINISTRY = UUID("00000000-0000-4000-8000-000000000002")
CLOSED = UUID("00000000-0000-4000-8000-000000000003")
PROJECT = UUID("00000000-0000-4000-8000-000000000004")
MIAO = UUID("00000000-0000-4000-8000-000000000005")
wall = datetime.fromisoformat
SECRET = "secret of the tests"
TITLE = {
    "source": "en",
    "en": "Workshop on leveraging ICT and OER to achieve SDG 4",
    "ar": "ورشة عمل حول تسخير تكنولوجيا المعلومات",
    "fr": "Atelier sur les TIC et les REL au service de l'ODD 4",
}


def institution(names: str, status: str = "active", country: str = "TJ", **more) -> dict:
    return {
        "institution_id": uuid4(),
        "names": {"source": "en", "en": names},
        "country": country,
        "status": status,
        **more,
    }


def fill_directory(tx) -> None:
    """What the registry has told already."""
    directory.save_institution(tx, institution("UNESCO Almaty", institution_id=UNESCO, country="KZ"), 1)
    directory.save_institution(tx, institution("Ministry of Education and Science", institution_id=MINISTRY), 1)
    directory.save_institution(tx, institution("Gone", "closed", institution_id=CLOSED), 1)
    directory.save_person(tx, {"person_id": MIAO, "name": "Fengchun Miao"}, 1)
    directory.save_project(tx, {"project_id": PROJECT, "title": {"source": "en", "en": "Funds-in-Trust"}}, 1)
    for code in ("TJ", "KZ", "AZ", "TR", "SA", "MA", "SN"):
        state = {"code": code, "names": {"source": "en", "en": code}, "language": "en"}
        directory.save_member_state(tx, state, 1)


def workshop(**changes) -> dict:
    """The request to draft it, as it comes."""
    return {
        "activity_id": str(uuid4()), "kind": "workshop", "title": TITLE, "programme": "OTHER", "project_id": str(PROJECT),
        "starts": "2027-10-21T09:00", "ends": "2027-10-22T17:00", "zone": "Asia/Dushanbe",
        "venue": {"city": {"source": "en", "en": "Dushanbe", "ar": "دوشنبه"}, "country": "TJ"}, "seats": 30,
        "nomination_deadline": "2027-09-01T18:00", "languages": ["en", "fr"], "interpretation": ["ar"],
        "organisers": [
            {"institution_id": str(UNESCO), "role": "organiser"},
            {"institution_id": str(MINISTRY), "role": "host"},
        ],
        "contact": {"name": "Fengchun Miao", "email": "f.miao@unesco.org"},
        "objectives": [{"source": "en", "en": "Plan ICT in education across the sector"}],
        "topics": ["ict_in_education"], "sdgs": [4], **changes,
    }  # fmt: skip


def drafted(tx, now, **changes) -> UUID:
    request = DraftActivity.read(workshop(**changes))
    return activities.draft_activity(tx, request, request["activity_id"], now=now)["activity_id"]


def approved(tx, now, **changes) -> UUID:
    activity_id = drafted(tx, now, **changes)
    activities.propose_activity(tx, activity_id, now=now)
    activities.approve_activity(tx, activity_id, now=now)
    return activity_id


def announced(tx, now, **changes) -> UUID:
    activity_id = approved(tx, now, **changes)
    lifecycle.announce_activity(tx, activity_id, now=now)
    return activity_id


def nomination(activity_id, number: int = 1, country: str = "TJ", **nominee) -> dict:
    person = {
        "name": f"Nominee {number}", "email": f"nominee{number}@example.org", "language": ("en", "ar", "fr")[number % 3],
        "gender": ("female", "male")[number % 2], "position": "Head of unit", "organisation": "Ministry", **nominee,
    }  # fmt: skip
    request = {"activity_id": str(activity_id), "nominee": person, "country": country, "motivation": "To plan well."}
    return Nominate.read(request)


def nominated(tx, activity_id, now, number: int = 1) -> UUID:
    return nominations.nominate(tx, nomination(activity_id, number), uuid4(), now=now + timedelta(seconds=number))[
        "nomination_id"
    ]


def selected(tx, now, offers: int, reserves: int, others: int = 0, **changes) -> tuple[UUID, list[UUID], list[UUID]]:
    """An activity with so many offers and reserves out; its id and theirs."""
    activity_id = announced(tx, now, **changes)
    ids = [nominated(tx, activity_id, now, number) for number in range(offers + reserves + others)]
    publish(tx, activity_id, ids[:offers], ids[offers : offers + reserves], now)
    return activity_id, ids[:offers], ids[offers : offers + reserves]


def publish(tx, activity_id, offered, reserves, now, **more) -> dict:
    request = {
        "activity_id": str(activity_id),
        "offered": [*map(str, offered)],
        "reserves": [*map(str, reserves)],
        **more,
    }
    return selection.publish_selection(tx, PublishSelection.read(request), now=now)


def confirm(tx, nomination_id, now, **more) -> dict:
    request = ConfirmNomination.read({"nomination_id": str(nomination_id), **more})
    return nominations.confirm_nomination(tx, request, SECRET, now=now)


def withdraw(tx, nomination_id, now, **more) -> dict:
    request = WithdrawNomination.read({"nomination_id": str(nomination_id), **more})
    return nominations.withdraw_nomination(tx, request, SECRET, now=now)


def reschedule(tx, activity_id, starts, ends, version, now) -> dict:
    request = {"activity_id": str(activity_id), "starts": starts, "ends": ends, "version": version, "reason": "Hall"}
    return lifecycle.reschedule_activity(tx, RescheduleActivity.read(request), now=now)


def session(starts, ends, room=None, **more) -> dict:
    title = {"source": "en", "en": "Session"}
    return {"kind": "training", "title": title, "starts": starts, "ends": ends, "room": room, **more}


def agenda(activity_id, sessions, version=0) -> dict:
    return SetAgenda.read({"activity_id": str(activity_id), "sessions": sessions, "version": version})


def completion(activity_id, **more) -> dict:
    return CompleteActivity.read({"activity_id": str(activity_id), **more})


def report(activity_id, outcomes, **more) -> dict:
    return FileOutcomes.read({"activity_id": str(activity_id), "outcomes": outcomes, **more})


def revision(activity_id, version, **changes) -> dict:
    return ReviseActivity.read({**workshop(**changes), "activity_id": str(activity_id), "version": version})
