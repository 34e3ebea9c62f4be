"""The copies of the registry's facts; an older event never overwrites a newer one."""

from typing import Any
from uuid import UUID

from chassis.tx import Tx


def save_institution(tx: Tx, facts: dict[str, Any], sequence: int) -> None:
    """Keep the institution's facts, unless newer ones are here."""
    tx.run(
        """insert into institutions (institution_id, names, country, status, merged_into, sequence)
           values (%(institution_id)s, %(names)s, %(country)s, %(status)s, %(merged_into)s, %(sequence)s)
           on conflict (institution_id) do update set names = excluded.names, country = excluded.country,
             status = excluded.status, sequence = excluded.sequence,
             merged_into = coalesce(excluded.merged_into, institutions.merged_into)
           where institutions.sequence < excluded.sequence""",
        institution_id=facts["institution_id"], names=facts["names"], country=facts["country"],
        status=facts["status"], merged_into=facts.get("into_id"), sequence=sequence,
    )  # fmt: skip


def repoint_institution(tx: Tx, from_id: UUID, into_id: UUID) -> None:
    """Let activities (once in a role) and nominations name the institution that now stands for the other."""
    ids = {"from_id": from_id, "into_id": into_id}
    tx.run(
        """delete from activity_organisers as o using activity_organisers as kept
           where o.institution_id = %(from_id)s and kept.institution_id = %(into_id)s
             and kept.activity_id = o.activity_id and kept.role = o.role""",
        **ids,
    )
    tx.run("update activity_organisers set institution_id = %(into_id)s where institution_id = %(from_id)s", **ids)
    tx.run(
        """update nominations set institution_id = %(into_id)s,
             nominee = nominee || jsonb_build_object('institution_id', %(into_id)s::text)
           where institution_id = %(from_id)s""",
        **ids,
    )
    tx.run(
        """update nominations set nominated_by_institution = %(into_id)s
           where nominated_by_institution = %(from_id)s""",
        **ids,
    )


def save_person(tx: Tx, facts: dict[str, Any], sequence: int) -> None:
    """Keep the person's facts, unless newer ones are here."""
    tx.run(
        """insert into people (person_id, name, honorific, position, institution_id, country, sequence)
           values (%(person_id)s, %(name)s, %(honorific)s, %(position)s, %(institution_id)s, %(country)s, %(sequence)s)
           on conflict (person_id) do update set name = excluded.name, honorific = excluded.honorific,
             position = excluded.position, institution_id = excluded.institution_id, country = excluded.country,
             sequence = excluded.sequence
           where people.sequence < excluded.sequence""",
        person_id=facts["person_id"], name=facts["name"], honorific=facts.get("honorific"),
        position=facts.get("position") or {}, institution_id=facts.get("institution_id"),
        country=facts.get("country"), sequence=sequence,
    )  # fmt: skip


def save_project(tx: Tx, facts: dict[str, Any], sequence: int) -> None:
    """Keep the project's title, unless a newer one is here."""
    tx.run(
        """insert into projects (project_id, title, sequence) values (%(project_id)s, %(title)s, %(sequence)s)
           on conflict (project_id) do update set title = excluded.title, sequence = excluded.sequence
           where projects.sequence < excluded.sequence""",
        project_id=facts["project_id"], title=facts["title"], sequence=sequence,
    )  # fmt: skip


def save_member_state(tx: Tx, facts: dict[str, Any], sequence: int) -> None:
    """Keep the member state's names, unless newer ones are here."""
    tx.run(
        """insert into member_states (code, names, language, sequence)
           values (%(code)s, %(names)s, %(language)s, %(sequence)s)
           on conflict (code) do update set names = excluded.names, language = excluded.language,
             sequence = excluded.sequence
           where member_states.sequence < excluded.sequence""",
        code=facts["code"], names=facts["names"], language=facts["language"], sequence=sequence,
    )  # fmt: skip


def share_institutions(tx: Tx, institution_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """The known ones of these, kept from being merged or closed until the transaction ends."""
    rows = tx.all(
        """select institution_id, names, country, status, merged_into from institutions
           where institution_id = any(%(ids)s) order by institution_id for share""",
        ids=institution_ids,
    )
    return {row["institution_id"]: row for row in rows}


def list_known_people(tx: Tx, person_ids: list[UUID]) -> set[UUID]:
    """Those of these persons that are known."""
    return {
        row["person_id"]
        for row in tx.all("select person_id from people where person_id = any(%(ids)s)", ids=person_ids)
    }


def is_project_known(tx: Tx, project_id: UUID) -> bool:
    """Whether the project is known."""
    return tx.one("select true as known from projects where project_id = %(id)s", id=project_id) is not None


def is_member_state(tx: Tx, code: str) -> bool:
    """Whether the country is a member state that is known."""
    return tx.one("select true as known from member_states where code = %(code)s", code=code) is not None
