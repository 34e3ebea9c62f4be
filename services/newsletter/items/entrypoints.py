"""Items edited from outside."""

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from contracts.newsletter.issues import AddItem, ReviseItem
from services.newsletter.issues import usecases


class ItemEntrypoints:
    """What an editor does by hand."""

    @rpc(ReviseItem)
    def revise_item(self, tx, request):
        issue = usecases.revise_item(tx, request["issue_id"], request["item_id"], request)
        return usecases.show_issue(tx, issue, utcnow())

    @rpc(AddItem)
    def add_item(self, tx, request):
        issue = usecases.add_item(tx, request["issue_id"], request)
        return usecases.show_issue(tx, issue, utcnow())
