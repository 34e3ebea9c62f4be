"""Links in mails carry a signature instead of a stored secret: whoever knows LINK_SECRET makes and checks them."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from contracts.refusals import LinkInvalid


@dataclass(frozen=True)
class Link:
    """A signed link for one purpose about one subject; `nonce` makes an older link of the same subject invalid."""

    purpose: str
    path: str

    def sign(self, secret: str, subject: UUID | str, nonce: str = "") -> str:
        """The signature, 22 URL-safe characters (HMAC-SHA256 cut to 128 bits)."""
        message = "\n".join((self.purpose, str(subject), nonce)).encode()
        digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()[:16]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def verify(self, secret: str, subject: UUID | str, signature: str, nonce: str = "") -> None:
        """Passes a signature that `sign` made for the same purpose, subject and nonce; refuses `LinkInvalid`."""
        expected = self.sign(secret, subject, nonce).encode()
        if not hmac.compare_digest(expected, signature.encode("utf-8", "replace")):
            raise LinkInvalid()

    def url(self, public_url: str, language: str, secret: str, subject: UUID | str, nonce: str = "") -> str:
        """The whole address in a mail, in the reader's language."""
        path = self.path.format(language=language, subject=subject)
        return f"{public_url.rstrip('/')}{path}?signature={self.sign(secret, subject, nonce)}"


APPLICATION = Link("application", "/{language}/applications/{subject}")
CONFIRMATION = Link("confirmation", "/{language}/institutions/{subject}/confirmation")
DEVICE = Link("device", "")  # in no mail: a browser keeps it to be known again
INVITATION = Link("invitation", "/{language}/invitations/{subject}")
OFFER = Link("offer", "/{language}/offers/{subject}")
PASSWORD_RESET = Link("password-reset", "/{language}/password-resets/{subject}")
PERSONAL_DATA = Link("personal-data", "/{language}/personal-data/{subject}")
SUBSCRIPTION = Link("subscription", "/{language}/subscriptions/{subject}")
UNSUBSCRIBE = Link("unsubscribe", "/{language}/unsubscribe/{subject}")
