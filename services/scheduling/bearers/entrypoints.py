"""What the registry tells of tokens that are alive but outdated."""

from chassis import outdated
from chassis.entrypoints import event as event_
from contracts.registry.credentials import AccountRightsChanged, SessionsEnded


class BearerEntrypoints:
    """A token counts until its session ends, and is worth what its account may do now."""

    admit = staticmethod(outdated.admit)

    @event_(SessionsEnded)
    def on_sessions_ended(self, tx, event):
        outdated.note_ended(tx, event["session_ids"], event["until"])

    @event_(AccountRightsChanged)
    def on_account_rights_changed(self, tx, event):
        outdated.note_rights(tx, event, event.sequence)
