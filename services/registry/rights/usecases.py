"""Who may see, change and administer what belongs to an institution: its own accounts, those above it, officers."""

from uuid import UUID

from chassis.tx import Tx
from contracts.base import INSTITUTION, OFFICER, OWNER, VIEWER
from contracts.refusals import Forbidden
from services.registry.rights import repository


def speaks_for(tx: Tx, institution_id: UUID | None) -> bool:
    """Whether the actor is an officer, of this institution, or of one above it with a grant for its children."""
    actor = tx.actor
    if actor.role in (OFFICER, "service"):
        return True
    if actor.role != INSTITUTION or actor.institution_id is None or institution_id is None:
        return False
    if actor.institution_id == institution_id:
        return True
    return actor.covers_children and repository.is_below(tx, institution_id, actor.institution_id)


def may_change(tx: Tx, institution_id: UUID | None) -> bool:
    """Whether the actor speaks for the institution and is no viewer."""
    return tx.actor.access != VIEWER and speaks_for(tx, institution_id)


def may_administer(tx: Tx, institution_id: UUID | None) -> bool:
    """Whether the actor may say who has an account: officers, and owners of the institution or of one above it."""
    owner = tx.actor.role != INSTITUTION or tx.actor.access == OWNER
    return owner and speaks_for(tx, institution_id)


def refuse_strangers(tx: Tx, institution_id: UUID | None) -> None:
    """Passes who may see what is not public; refuses `Forbidden`, the same whether the institution exists or not."""
    if not speaks_for(tx, institution_id):
        raise Forbidden


def refuse_changes(tx: Tx, institution_id: UUID | None) -> None:
    """Passes who may change it; refuses `Forbidden` for strangers and viewers."""
    if not may_change(tx, institution_id):
        raise Forbidden


def refuse_administration(tx: Tx, institution_id: UUID | None) -> None:
    """Passes who may administer its accounts; refuses `Forbidden` for all others."""
    if not may_administer(tx, institution_id):
        raise Forbidden
