"""What the notifications service could not handle."""

from contracts.parked import ParkedDiscard, ParkedList, ParkedMessage, ParkedReplay, ParkedReplays


class ListNotificationsParked(ParkedList):
    """Messages that this service could not handle, oldest first, of one queue or all."""


class GetNotificationsParked(ParkedMessage):
    """One message that this service could not handle, its body masked."""


class ReplayNotificationsParked(ParkedReplay):
    """Send a message back to its own queue under the same event id; refuses `AlreadySettled`, `NotReplayable`."""


class ReplaySeveralNotificationsParked(ParkedReplays):
    """Send messages back to their own queues: the named ones, or the oldest hundred of one queue; what cannot go stays."""


class DiscardNotificationsParked(ParkedDiscard):
    """Give a message up for ever, saying why; refuses `AlreadySettled`."""
