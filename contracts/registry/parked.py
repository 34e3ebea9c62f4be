"""What the registry service could not handle."""

from contracts.parked import ParkedDiscard, ParkedList, ParkedMessage, ParkedReplay, ParkedReplays


class ListRegistryParked(ParkedList):
    """Messages that this service could not handle, oldest first, of one queue or all."""


class GetRegistryParked(ParkedMessage):
    """One message that this service could not handle, its body masked."""


class ReplayRegistryParked(ParkedReplay):
    """Send a message back to its own queue under the same event id; refuses `AlreadySettled`, `NotReplayable`."""


class ReplaySeveralRegistryParked(ParkedReplays):
    """Send messages back to their own queues: the named ones, or the oldest hundred of one queue; what cannot go stays."""


class DiscardRegistryParked(ParkedDiscard):
    """Give a message up for ever, saying why; refuses `AlreadySettled`."""
