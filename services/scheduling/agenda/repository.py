"""The tables of sessions and speakers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Invalid

OVERLAP = Invalid([problem("sessions", "overlap", "Two sessions are in one room at one time.")])


def list_sessions(tx: Tx, activity_id: UUID) -> list[dict[str, Any]]:
    """The sessions in the order of time with their speakers in the order of speaking."""
    sessions = tx.all(
        """select session_id, kind, title, summary, starts, ends, room, materials from sessions
           where activity_id = %(id)s order by starts, ends, lower(room), session_id""",
        id=activity_id,
    )
    speakers = tx.all(
        """select session_id, name, honorific, job as position, organisation, role, person_id from speakers
           where session_id = any(%(ids)s) order by session_id, speakers.position""",
        ids=[session["session_id"] for session in sessions],
    )
    for session in sessions:
        session["speakers"] = [speaker for speaker in speakers if speaker["session_id"] == session["session_id"]]
    return sessions


def replace_sessions(tx: Tx, activity_id: UUID, sessions: list[dict[str, Any]]) -> None:
    """Let the activity have these sessions and no others; refuses `Invalid` where two overlap in a room."""
    tx.run("delete from sessions where activity_id = %(id)s", id=activity_id)
    with tx.refusing("sessions_no_overlap", OVERLAP):
        for session in sessions:
            _add_session(tx, activity_id, session)


def _add_session(tx: Tx, activity_id: UUID, session: dict[str, Any]) -> None:
    tx.run(
        """insert into sessions (session_id, activity_id, kind, title, summary, starts, ends, room, materials)
           values (%(session_id)s, %(activity_id)s, %(kind)s, %(title)s, %(summary)s, %(starts)s, %(ends)s, %(room)s,
             %(materials)s)""",
        **{name: value for name, value in session.items() if name != "speakers"}, activity_id=activity_id,
    )  # fmt: skip
    for position, speaker in enumerate(session["speakers"]):
        tx.run(
            """insert into speakers (session_id, position, name, honorific, job, organisation, role, person_id)
               values (%(session_id)s, %(place)s, %(name)s, %(honorific)s, %(position)s, %(organisation)s, %(role)s,
                 %(person_id)s)""",
            **speaker, session_id=session["session_id"], place=position,
        )  # fmt: skip


def shift_sessions(tx: Tx, activity_id: UUID, delta: timedelta) -> int:
    """Move every session of the activity by the delta; answers how many there are."""
    return tx.run(
        "update sessions set starts = starts + %(delta)s, ends = ends + %(delta)s where activity_id = %(id)s",
        id=activity_id, delta=delta,
    )  # fmt: skip
