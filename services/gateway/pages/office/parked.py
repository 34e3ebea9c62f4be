"""Messages that a service could not handle: why, and what to do with each (docs/operations.md explains the reasons)."""

from typing import Any, NamedTuple

from werkzeug.wrappers import Response

from contracts.base import OFFICER, Request
from contracts.newsletter import parked as newsletter
from contracts.notifications import parked as notifications
from contracts.parked import STATES
from contracts.refusals import Conflict, Invalid
from contracts.registry import parked as registry
from contracts.scheduling import parked as scheduling
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import LONG, Field, Group
from services.gateway.pages.visit import Visit
from services.gateway.problems import NoSuchPath


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


class Lot(NamedTuple):
    """What can be asked of one service's parked messages."""

    listing: type[Request]
    one: type[Request]
    replay: type[Request]
    discard: type[Request]


LOTS = {
    "registry": Lot(registry.ListRegistryParked, registry.GetRegistryParked, registry.ReplayRegistryParked, registry.DiscardRegistryParked),
    "scheduling": Lot(scheduling.ListSchedulingParked, scheduling.GetSchedulingParked, scheduling.ReplaySchedulingParked, scheduling.DiscardSchedulingParked),
    "notifications": Lot(
        notifications.ListNotificationsParked, notifications.GetNotificationsParked, notifications.ReplayNotificationsParked,
        notifications.DiscardNotificationsParked,
    ),
    "newsletter": Lot(newsletter.ListNewsletterParked, newsletter.GetNewsletterParked, newsletter.ReplayNewsletterParked, newsletter.DiscardNewsletterParked),
}  # fmt: skip
REASON = Field("reason", _("Reason"), LONG, required=True, rows=3, hint=_("It stays with the message."))


def listing(visit: Visit) -> Response:
    """What each service parked; one that is away says so while the others stand."""
    desk = desks.at(visit, OFFICER)
    asked = {"state": "parked", **visit.query("state")}
    if asked["state"] not in STATES:
        asked = {"state": "parked"}
    lots = visit.parts(**{name: _asker(visit, lot.listing, asked) for name, lot in LOTS.items()})
    states = [(code, visit.reading.label("parked", code)) for code in STATES]
    return desk.page("office/parked.html", lots=lots, asked=asked, states=states)


def _asker(visit: Visit, contract: type[Request], asked: dict[str, str]) -> Any:
    return lambda: visit.ask(contract, **asked, limit=50)


def message(visit: Visit, service: str, subject: str) -> Response:
    """One message, masked; a POST sends it back to its queue."""
    desk = desks.at(visit, OFFICER)
    lot, refusal = _lot(service), None
    if visit.request.method == "POST":
        try:
            visit.act(lot.replay, visit.key(), parked_id=subject)
            return desk.to("/office/parked", "sent")
        except (Conflict, Invalid) as no:
            refusal = no
    found = visit.ask(lot.one, parked_id=subject)
    return desk.page(
        "office/message.html", status=refusal.status if refusal else 200, message=found, service=service,
        refusal=desk.why(refusal) if refusal else "",
    )  # fmt: skip


def discard(visit: Visit, service: str, subject: str) -> Response:
    """Give a message up for ever."""
    desk = desks.at(visit, OFFICER)
    form = desk.form((Group("discard", "", (REASON,)),), {})
    if form.sent and form.send(_lot(service).discard, parked_id=subject) is not None:
        return desk.to("/office/parked", "ended")
    effect = (visit.reading.say(_("What it was to bring about does not happen. It cannot be sent back later.")),)
    return desk.ask_page(
        form,
        _("Give the message up"),
        _("Give the message up"),
        f"/office/parked/{service}/{subject}",
        effect=effect,
        grave=True,
    )


def _lot(service: str) -> Lot:
    if service not in LOTS:
        raise NoSuchPath
    return LOTS[service]
