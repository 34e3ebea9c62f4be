"""Publications from outside."""

from chassis.entrypoints import rpc
from contracts.newsletter.publications import ListPublications
from services.newsletter.publications import usecases


class PublicationEntrypoints:
    """What appears regularly."""

    @rpc(ListPublications)
    def list_publications(self, tx, request):
        return usecases.list_publications(tx, request["limit"], request["cursor"])
