"""A mail as bytes on the wire: multipart, one recipient, nothing injected (RFC 5322, 2369, 8058, 6047)."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

from marshmallow import ValidationError

from contracts.fields import EmailAddress
from services.notifications.rendering.plain import one_line

FOLDED_AT_BLANKS = {"list-unsubscribe", "list-unsubscribe-post", "list-id", "message-id", "references", "in-reply-to"}
ALIKE = {"From", "Content-Language", "Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "MIME-Version"}
_FOLDED: dict[tuple[str, str] | None, str] = {}
# Short enough for one encoded word each: some readers put blanks between two (RFC 2047 section 6.2).
ORGANISATION = {
    "en": "SESRIC Training and Technical Cooperation",
    "ar": "سيسريك – التدريب",
    "fr": "SESRIC – Formation et coopération",
}


class AddressRefused(ValueError):
    """No mail can safely go to this address."""


class MailPolicy(EmailPolicy):
    """SMTP's policy, but headers of angle-bracket addresses are never cut into encoded words."""

    def _fold(self, name: str, value: Any, refold_binary: bool = False) -> str:
        if name.lower() in FOLDED_AT_BLANKS:
            return f"{name}: {_at_blanks(name, str(value))}{self.linesep}"
        # Folding a name in another script takes milliseconds, and ours is the same in every mail.
        key = (name, str(value)) if name in ALIKE else None
        if key not in _FOLDED:
            folded = super()._fold(name, value, refold_binary)  # type: ignore[misc]
            if key is None:
                return folded
            _FOLDED[key] = folded
        return _FOLDED[key]


POLICY = MailPolicy(linesep="\r\n", max_line_length=78, cte_type="7bit").clone(header_factory=SMTP.header_factory)


@dataclass(frozen=True)
class Attachment:
    """A calendar object with its method."""

    ical: bytes
    method: str


@dataclass(frozen=True)
class ListHeaders:
    """What makes a mail a list's: its id and the address of one-click unsubscription."""

    list_id: str
    unsubscribe: str


@dataclass(frozen=True)
class Mail:
    """All that a mail says."""

    sender: str
    name: str | None
    email: str
    language: str
    subject: str
    text: str
    html: str
    message_id: str
    calendar: Attachment | None = None
    list: ListHeaders | None = None


def safe_address(email: str) -> str:
    """The address as it goes on the wire, its domain in ASCII; refuses `AddressRefused`."""
    try:
        plain = EmailAddress().deserialize(email)
        local, _, domain = plain.rpartition("@")
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode()
    except (ValidationError, UnicodeError) as wrong:
        raise AddressRefused(str(wrong)) from None
    if plain != email or not f"{local}{ascii_domain}".isascii():
        raise AddressRefused("not a plain address")
    return f"{local}@{ascii_domain}"


def masked(email: str) -> str:
    """The address for logs and views, e.g. `a***@example.org`."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}***@{domain}"


def compose(mail: Mail, date: datetime) -> bytes:
    """The mail as bytes with CRLF; refuses `AddressRefused`, and ValueError where a header would break out of its line."""
    message = EmailMessage(policy=POLICY)
    for name, value in _headers(mail, date).items():
        message[name] = value
    message["To"] = Address(one_line(mail.name or "", 120), addr_spec=safe_address(mail.email))
    _set_parts(message, mail)
    # Last, as making a mail multipart moves every Content- header into its first part.
    message["Content-Language"] = mail.language
    return message.as_bytes()


def _headers(mail: Mail, date: datetime) -> dict[str, Any]:
    headers: dict[str, Any] = {
        "From": Address(ORGANISATION[mail.language], addr_spec=mail.sender),
        "Subject": mail.subject,
        "Date": format_datetime(date),
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if mail.list:
        headers["List-Id"] = f"<{mail.list.list_id}>"
        headers["List-Unsubscribe"] = f"<{mail.list.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        headers["Precedence"] = "bulk"
    return headers


def _set_parts(message: EmailMessage, mail: Mail) -> None:
    message.set_content(mail.text, cte=_encoding(mail.text))
    message.add_alternative(mail.html, subtype="html", cte=_encoding(mail.html))
    if mail.calendar is None:
        return
    ical = mail.calendar.ical
    message.add_alternative(ical.decode(), subtype="calendar", cte="base64", params={"method": mail.calendar.method})
    message.add_attachment(ical, maintype="application", subtype="ics", filename="invite.ics", cte="base64")


def _encoding(text: str) -> str:
    # Never 8bit: a relay may lack 8BITMIME.
    foreign = sum(1 for letter in text if letter > "\x7f")
    return "base64" if foreign * 6 > len(text) else "quoted-printable"


def _at_blanks(name: str, value: str) -> str:
    if "\r" in value or "\n" in value:
        raise ValueError(f"a line break in {name}")
    lines, room = [""], 76 - len(name)
    for word in value.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append("")
            room = 76
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\r\n ".join(lines)
