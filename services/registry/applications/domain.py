"""What may become of an application, and which addresses prove little."""

from contracts.refusals import InvalidTransition, NotReady

MOVES: dict[str, frozenset[str]] = {
    "unverified": frozenset({"verified", "declined"}),
    "verified": frozenset({"approved", "declined"}),
    "approved": frozenset(),
    "declined": frozenset(),
}
FREE_MAIL = frozenset(
    """
    gmail.com googlemail.com yahoo.com yahoo.fr ymail.com outlook.com hotmail.com hotmail.fr live.com msn.com icloud.com
    me.com aol.com gmx.com gmx.net gmx.de web.de mail.com mail.ru inbox.ru bk.ru list.ru yandex.ru yandex.com yandex.com.tr
    proton.me protonmail.com zoho.com rambler.ru orange.fr laposte.net free.fr wanadoo.fr hotmail.co.uk yahoo.co.id
    yahoo.co.uk mynet.com qq.com 163.com 126.com rediffmail.com tutanota.com fastmail.com
    """.split()
)


def move(status: str, to: str) -> str:
    """The new status; refuses `NotReady` while the address is not proved, else `InvalidTransition`."""
    if (status, to) == ("unverified", "approved"):
        raise NotReady("The applicant has not proved the address yet.", missing=["verified_address"])
    if to not in MOVES[status]:
        raise InvalidTransition("", **{"from": status, "to": to, "allowed": sorted(MOVES[status])})
    return to


def is_free_mail(email: str) -> bool:
    """Whether the address is of a host that gives one to anybody."""
    return email.rpartition("@")[2].casefold() in FREE_MAIL
