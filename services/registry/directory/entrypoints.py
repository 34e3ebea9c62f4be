"""The directory from outside."""

from typing import Any

from chassis.entrypoints import rpc, timer
from chassis.tx import Tx
from contracts.registry.institutions import SearchInstitutions
from services.registry.directory import usecases


class DirectoryEntrypoints:
    """Search over the institutions."""

    @rpc(SearchInstitutions)
    def search_institutions(self, tx: Tx, request: Any) -> Any:
        return usecases.search_institutions(tx, request)

    @timer(seconds=600)
    def fold_directory_changes(self, tx: Tx) -> None:
        usecases.fold_changes(tx)
