"""A signed-in person's place: who it is, what belongs to it, and pages and forms that carry its proof."""

from typing import Any

from werkzeug.wrappers import Response

from contracts.base import INSTITUTION, OFFICER, VIEWER
from contracts.refusals import Forbidden, Refusal
from services.gateway.pages import forms, sessions
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


OWN = (("/my/account", _("Account")),)
SECTIONS = {
    INSTITUTION: (
        ("/my", _("Overview")), ("/my/institution", _("Our record")), ("/my/opportunities", _("Opportunities")),
        ("/my/colleagues", _("Colleagues")), *OWN,
    ),
    OFFICER: (
        ("/office", _("To do")), ("/office/applications", _("Applications")), ("/office/reviews", _("Reviews")),
        ("/office/changes", _("Proposed changes")), ("/office/institutions", _("Institutions")),
        ("/office/duplicates", _("Duplicates")),
        ("/office/accounts", _("Accounts")), ("/office/imports", _("Tables")), ("/office/reference", _("Reference data")),
        ("/office/parked", _("Parked messages")), *OWN,
    ),
}  # fmt: skip
DONE = {
    "saved": _("Saved."),
    "sent": _("Sent."),
    "confirmed": _("Thank you: your record is confirmed."),
    "submitted": _("It is with the reviewers now. They answer here and by mail."),
    "published": _("It is public now."),
    "timed": _("It becomes public at that moment."),
    "withdrawn": _("It is withdrawn."),
    "cancelled": _("It is cancelled."),
    "deleted": _("It is deleted."),
    "recovered": _("It is back as it was."),
    "copied": _("Here is the copy, a draft. Look at its dates first."),
    "invited": _("The invitation is on its way."),
    "ended": _("It is ended."),
    "approved": _("Approved."),
    "returned": _("Returned with your comments."),
    "declined": _("Declined."),
    "revised": _("The change is kept. It is not public before it was reviewed."),
    "merged": _("Merged. The old address leads to the new one."),
    "dismissed": _("Kept apart."),
}


class Desk:
    """A visit of somebody who is signed in."""

    def __init__(self, visit: Visit, session: dict[str, Any]) -> None:
        self.visit, self.session, self.account = visit, session, session["account"]
        self.proof = sessions.proof(visit, session)

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """The sections of the panel or the office."""
        return SECTIONS.get(self.account["role"], OWN)

    @property
    def writes(self) -> bool:
        """Whether this account may change anything."""
        return self.account.get("access") != VIEWER

    @property
    def done(self) -> str:
        """What was just done, where a step led here."""
        said = DONE.get(self.visit.request.args.get("done", ""), "")
        return self.visit.reading.say(said)

    def is_in(self, path: str) -> bool:
        """Whether the page belongs to this section."""
        here = self.visit.request.path.removeprefix(f"/{self.visit.language}").rstrip("/")
        here = here.replace("/my/institutions/", "/my/institution/", 1)
        return here == path or (path not in ("/my", "/office") and here.startswith(f"{path}/"))

    def form(self, groups: Any, record: dict[str, Any] | None = None) -> forms.Form:
        """A form that only this session can send."""
        return forms.Form(self.visit, groups, record, self.proof)

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page inside the panel."""
        return self.visit.page(template, status=status, desk=self, **context)

    def ask_page(self, form: forms.Form, heading: str, button: str, back: str, **more: Any) -> Response:
        """The page of one form; `heading` and `button` are the catalogue's keys."""
        say = self.visit.reading.say
        context = {"lead": "", "effect": (), "grave": False, "back_name": say("Back"), **more}
        return self.page(
            "panel-form.html", status=form.status, form=form, heading=say(heading), button=say(button),
            back=self.visit.url(back), **context,
        )  # fmt: skip

    def to(self, path: str, done: str = "") -> Response:
        """To another page, which says what was done."""
        return self.visit.move(self.visit.url(path, done=done))

    def why(self, refusal: Refusal) -> str:
        """Why a step was refused."""
        return forms.reason(refusal, self.visit.reading)


def at(visit: Visit, *roles: str) -> Desk:
    """The desk of who is signed in; refuses `Unauthenticated`, other roles, and forms that were not made for it."""
    session = sessions.current(visit)
    if visit.request.method == "POST":
        sessions.check_proof(visit, session)
    desk = Desk(visit, session)
    if roles and desk.account["role"] not in roles:
        raise Forbidden
    return desk


_BACK = _("Back")
