"""What the scheduling service could not handle."""

from contracts.parked import ParkedDiscard, ParkedList, ParkedMessage, ParkedReplay, ParkedReplays


class ListSchedulingParked(ParkedList):
    """Messages that this service could not handle, oldest first, of one queue or all."""


class GetSchedulingParked(ParkedMessage):
    """One message that this service could not handle, its body masked."""


class ReplaySchedulingParked(ParkedReplay):
    """Send a message back to its own queue under the same event id; refuses `AlreadySettled`, `NotReplayable`."""


class ReplaySeveralSchedulingParked(ParkedReplays):
    """Send messages back to their own queues: the named ones, or the oldest hundred of one queue; what cannot go stays."""


class DiscardSchedulingParked(ParkedDiscard):
    """Give a message up for ever, saying why; refuses `AlreadySettled`."""
