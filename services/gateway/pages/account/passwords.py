"""A forgotten password: ask for a link, choose a new one by it."""

from werkzeug.wrappers import Response

from contracts.registry.credentials import RequestPasswordReset, ResetPassword
from services.gateway.pages import forms
from services.gateway.pages.forms import Field, Group
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


ASK = (
    Group("login", "", (
        Field("login", _("Username or e-mail address"), required=True, input="username", autocomplete="username"),
    )),
)  # fmt: skip
PASSWORD = (
    Field("password", _("New password"), required=True, input="password", autocomplete="new-password",
          hint=_("At least 12 characters; a few words are easy to remember.")),
    Field("again", _("The new password again"), required=True, input="password", autocomplete="new-password"),
)  # fmt: skip
DIFFER = _("The two passwords differ.")


def forgotten(visit: Visit) -> Response:
    """Ask for a link; the answer is the same for everybody."""
    visit.private = True
    form = forms.Form(visit, ASK)
    if form.sent and form.send(RequestPasswordReset) is not None:
        return visit.page("reset-sent.html")
    return visit.page("reset.html", status=form.status, form=form)


def reset(visit: Visit, subject: str) -> Response:
    """Choose a new password by the mailed link."""
    visit.private = True
    form = forms.Form(visit, (Group("password", "", PASSWORD),))
    form.hidden = {"signature": visit.signature()}
    if form.sent and agree(form):
        own = {"account_id": subject, "signature": visit.signature()}
        if form.send(ResetPassword, **own) is not None:
            return visit.page("reset-done.html")
    return visit.page("reset-choose.html", status=form.status, form=form)


def agree(form: forms.Form) -> bool:
    """Whether both passwords are the same; `again` is for the page alone."""
    if form.typed.get("password") == form.typed.get("again"):
        form.unsent.add("again")
        return True
    form.say("again", DIFFER)
    return False
