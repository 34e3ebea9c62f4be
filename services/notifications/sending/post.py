"""The mail server: one connection for many mails, one recipient each (RFC 5321)."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS = 10  # patience for each command
UNKNOWN_USER = re.compile(r"\b5\.1\.[0-36-9]\b|\b5\.1\.10\b")
_BARE_BREAKS = re.compile(rb"\r(?!\n)|(?<!\r)\n")


class Unsent(Exception):
    """The mail did not surely leave."""


class Outage(Unsent):
    """The server cannot be reached or takes nothing from anybody now: no fault of the mail."""


class Later(Unsent):
    """The server may take this mail later."""


class Refused(Unsent):
    """The server will never take this mail."""

    def __init__(self, reason: str, bad_address: bool) -> None:
        super().__init__(reason)
        self.bad_address = bad_address


class OutcomeUnknown(Unsent):
    """The whole mail was handed over but no answer came: it may have been taken."""


@dataclass(frozen=True)
class MailServer:
    """Where the mail server is and how to speak to it."""

    host: str
    port: int
    tls: bool = False
    starttls: bool = False
    user: str | None = None
    password: str | None = None

    @classmethod
    def read(cls, text: str) -> "MailServer":
        """smtp://[user:password@]host[:port][?starttls=1] or smtps://…"""
        parts = urlsplit(text)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("begins with smtp:// or smtps:// and names a host")
        tls = parts.scheme == "smtps"
        user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        starttls = parse_qs(parts.query).get("starttls", ["0"])[-1] not in ("0", "false", "no")
        return cls(parts.hostname, parts.port or (465 if tls else 25), tls, starttls, user, password)


class Post:
    """An open connection; leave it by the context manager."""

    def __init__(self, server: MailServer, own_name: str) -> None:
        self._server, self._own_name = server, own_name
        self.lost = False

    def __enter__(self) -> "Post":
        try:
            self._smtp = self._connected()
        except (OSError, smtplib.SMTPException) as problem:
            raise Outage(_said(problem)) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            self._smtp.close() if self.lost else self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()

    def send(self, sender: str, recipient: str, data: bytes) -> str:
        """The server's words when it took the mail; raises `Outage`, `Later`, `Refused` or `OutcomeUnknown`."""
        if _BARE_BREAKS.search(data) or any(mark in sender + recipient for mark in "\r\n<> "):
            raise Refused("not fit for the wire", bad_address=False)
        try:
            self._expect(self._smtp.mail(sender), (250,), about_recipient=False)
            self._expect(self._smtp.rcpt(recipient), (250, 251), about_recipient=True)
            self._expect(self._smtp.docmd("DATA"), (354,), about_recipient=False)
        except (OSError, smtplib.SMTPException) as problem:
            self._lose()
            raise Later(f"connection lost: {_said(problem)}") from None
        return self._hand_over(data)

    def _hand_over(self, data: bytes) -> str:
        stuffed = re.sub(rb"(?m)^\.", b"..", data)
        try:
            self._smtp.send(stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            answer = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            self._lose()
            raise OutcomeUnknown(_said(problem)) from None
        self._expect(answer, (250,), about_recipient=False)
        return _words(answer)

    def _expect(self, answer: tuple[int, bytes], codes: tuple[int, ...], about_recipient: bool) -> None:
        code, reason = answer[0], _words(answer)
        if code in codes:
            return
        if code in (421, -1):
            self._lose()
            raise Outage(reason) if code == 421 else Later(reason)
        self._reset()
        if 400 <= code < 500:
            raise Later(reason)
        unknown = about_recipient and (code in (550, 551, 553) or UNKNOWN_USER.search(reason) is not None)
        raise Refused(reason, unknown and "5.7." not in reason)

    def _reset(self) -> None:
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._lose()

    def _lose(self) -> None:
        self.lost = True
        self._smtp.close()

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        # Reading the trusted authorities takes 70 ms: only where they are asked.
        context = ssl.create_default_context() if server.tls or server.starttls else None
        if server.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, self._own_name, timeout=SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, self._own_name, timeout=SECONDS)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.starttls:
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp


def _words(answer: tuple[int, bytes]) -> str:
    # A server's words may quote the address: it has no place in logs and views.
    words = re.sub(r"\S+@\S+", "<address>", answer[1].decode("ascii", "replace")[:300])
    return f"{answer[0]} {words}"


def _said(problem: BaseException) -> str:
    code = getattr(problem, "smtp_code", None)
    return f"{type(problem).__name__}{f' {code}' if code else ''}"
