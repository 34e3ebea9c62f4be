"""The archive from outside."""

from chassis.entrypoints import rpc
from contracts.newsletter.archive import GetArchivedIssue, ListArchive
from services.newsletter.archive import usecases


class ArchiveEntrypoints:
    """Sent issues for everybody."""

    @rpc(ListArchive)
    def list_archive(self, tx, request):
        return usecases.list_archive(tx, request["publication"], request["limit"], request["cursor"])

    @rpc(GetArchivedIssue)
    def get_archived_issue(self, tx, request):
        return usecases.get_archived(tx, request["slug"], request["language"])
