"""What is done with relations."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.problems import problem
from contracts.refusals import Invalid
from services.registry.relations import repository
from services.registry.relations.domain import INVERSE, RANKED, check_relations
from services.registry.rights import usecases as rights


def list_relations(tx: Tx, institution_id: UUID) -> list[dict[str, Any]]:
    """The institutions related to this one, with their names."""
    return repository.list_relations(tx, institution_id)


def replace_relations(tx: Tx, institution_id: UUID, relations: Sequence[dict[str, Any]]) -> bool:
    """Let these be its relations, both ways; answers whether any changed; refuses itself, repetition and cycles."""
    check_relations(institution_id, relations)
    known = {(r["kind"], r["institution_id"]) for r in repository.list_relations(tx, institution_id)}
    wanted = {(r["kind"], r["institution_id"]) for r in relations}
    if known == wanted:
        return False
    repository.lock_relations(tx)
    for kind, other_id in known - wanted:
        repository.remove_relation(tx, institution_id, kind, other_id, INVERSE[kind])
    for kind, other_id in wanted - known:
        repository.add_relation(tx, institution_id, kind, other_id, INVERSE[kind])
    refuse_cycles(tx, institution_id)
    return True


def tie_all(tx: Tx, ties: Sequence[tuple[UUID, str, UUID]]) -> None:
    """Add these relations, both ways, those that stand already too; refuses cycles."""
    if not ties:
        return
    repository.lock_relations(tx)
    repository.add_relations(tx, [*ties, *((other, INVERSE[kind], one) for one, kind, other in ties)])
    refuse_cycles(tx, *{one for one, _, _ in ties})


def untie(tx: Tx, institution_id: UUID, kind: str, other_id: UUID) -> None:
    """Take one relation away, both ways; none is fine too."""
    repository.remove_relation(tx, institution_id, kind, other_id, INVERSE[kind])


def follow_merger(tx: Tx, from_id: UUID, into_id: UUID) -> None:
    """Hand every relation of one institution to the other; refuses where that closes a cycle."""
    repository.lock_relations(tx)
    for relation in repository.list_relations(tx, from_id):
        kind, other_id = relation["kind"], relation["institution_id"]
        repository.remove_relation(tx, from_id, kind, other_id, INVERSE[kind])
        if other_id != into_id:
            repository.add_relation(tx, into_id, kind, other_id, INVERSE[kind])
    refuse_cycles(tx, into_id)


def refuse_cycles(tx: Tx, *institution_ids: UUID) -> None:
    """Passes where none of the institutions is above or before itself; refuses `Invalid`."""
    for kind in RANKED:
        if repository.is_one_its_own(tx, kind, institution_ids):
            raise Invalid([problem("relations", "cycle", f"It would be its own {kind}.")])


def refuse_claims(tx: Tx, institution_id: UUID, ties: Sequence[dict[str, Any]]) -> None:
    """Passes ties that the actor may make; refuses `Invalid` for new children whose record is not the actor's to change."""
    # What stands below an institution is its grantees' to change, so that nobody takes an institution by naming it.
    had = {(one["kind"], one["institution_id"]) for one in repository.list_relations(tx, institution_id)}
    problems = [
        problem(
            f"relations.{at}.institution_id", "not_yours", "It says itself, or an officer does, what it is part of."
        )
        for at, one in enumerate(ties)
        if one["kind"] == "child" and ("child", one["institution_id"]) not in had
        if not rights.may_change(tx, one["institution_id"])
    ]
    if problems:
        raise Invalid(problems)
