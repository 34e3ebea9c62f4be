"""What others ask of deleted institutions."""

from uuid import UUID

from chassis.tx import Tx
from contracts.registry.institution_deletions import InstitutionIsDeleted
from services.registry.deleted import repository

find_deleted = repository.find_deleted
add_deleted = repository.add_deleted
remove_deleted = repository.remove_deleted
list_deleted = repository.list_deleted


def refuse_deleted(tx: Tx, institution_id: UUID) -> None:
    """Passes an institution that is not deleted; refuses `InstitutionIsDeleted`."""
    if repository.find_deleted(tx, institution_id):
        raise InstitutionIsDeleted
