"""A mailbox for one machine: takes every mail by SMTP, keeps it in a Maildir, shows it on a page and as JSON.

python -m deploy.local.mailbox <directory> <smtp port> <http port>
"""

from __future__ import annotations

import json
import mailbox
import re
import signal
import sys
import threading
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol

from deploy.local import mailpages

PARSER = BytesParser(policy=policy.default)


class Mails:
    """The stored mails, newest first; each knows its envelope's recipients."""

    def __init__(self, directory: Path) -> None:
        self.folder = mailbox.Maildir(directory, factory=None, create=True)
        self.lock = threading.Lock()
        self.order: list[str] = []
        self.seen: dict[str, dict[str, Any]] = {}
        for key in sorted(self.folder.keys(), key=age):
            self.index(key, self.folder.get_bytes(key))

    def add(self, content: bytes) -> str:
        """Keep one mail and return its id."""
        with self.lock:
            key = self.folder.add(content)
            self.index(key, content)
        return key

    def index(self, key: str, content: bytes) -> None:
        """Remember what lists show of a mail."""
        message = PARSER.parsebytes(content, headersonly=True)
        self.order.append(key)
        self.seen[key] = summary(key, message)

    def find(self, to: str | None = None, subject: str | None = None) -> list[dict[str, Any]]:
        """The mails, newest first, for one address and with a text in the subject when asked."""
        with self.lock:
            found = [self.seen[key] for key in reversed(self.order)]
        if to:
            found = [mail for mail in found if to.lower() in mail["recipients"]]
        return [mail for mail in found if subject.lower() in mail["subject"].lower()] if subject else found

    def read(self, key: str) -> dict[str, Any] | None:
        """One mail with its parts decoded, or None."""
        if key not in self.seen:
            return None
        raw = self.folder.get_bytes(key)
        return {**self.seen[key], **parts(PARSER.parsebytes(raw)), "raw": raw.decode("utf-8", "replace")}

    def clear(self) -> None:
        """Forget every mail."""
        with self.lock:
            self.folder.clear()
            self.order, self.seen = [], {}


def age(key: str) -> list[int]:
    """Sorts ids by when they came: seconds, microseconds, process and count are the numbers in a Maildir's name."""
    return [int(number) for number in re.findall(r"\d+", key)[:4]]


def summary(key: str, message: Any) -> dict[str, Any]:
    """What a list shows of a mail."""
    envelope = str(message.get("X-Envelope-To", ""))
    return {
        "id": key,
        "from": str(message.get("From", "")),
        "to": str(message.get("To", "")),
        "recipients": [address.strip().lower() for address in envelope.split(",") if address.strip()],
        "subject": str(message.get("Subject", "")),
        "date": str(message.get("Date", "")),
        "headers": [[name, str(value)] for name, value in message.items()],
    }


def parts(message: EmailMessage) -> dict[str, Any]:
    """The text, the HTML, the calendar with its method, and the names of all parts."""
    found: dict[str, Any] = {"text": None, "html": None, "calendar": None, "method": None, "parts": []}
    kinds = {"text/plain": "text", "text/html": "html", "text/calendar": "calendar"}
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = kinds.get(part.get_content_type())
        found["parts"].append({"type": part.get_content_type(), "filename": part.get_filename()})
        if kind and found[kind] is None:
            found[kind] = part.get_content()
            found["method"] = part.get_param("method") if kind == "calendar" else found["method"]
    return found


class Sink:
    """What the SMTP server does with a mail: keep it, with its envelope."""

    def __init__(self, mails: Mails) -> None:
        self.mails = mails

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail before answering that we did."""
        recipients = ", ".join(clean(address) for address in envelope.rcpt_tos)
        head = f"X-Envelope-From: {clean(envelope.mail_from or '')}\r\nX-Envelope-To: {recipients}\r\n"
        return f"250 kept as {self.mails.add(head.encode() + envelope.original_content)}"


def clean(address: str) -> str:
    """An address as it may stand in a header."""
    return re.sub(r"[\r\n]", "", address)


class Post(Controller):
    """The SMTP side on a fixed port."""

    def factory(self) -> Protocol:
        """A server that takes big mails in UTF-8."""
        return Protocol(self.handler, enable_SMTPUTF8=True, data_size_limit=30_000_000)


class Pages(BaseHTTPRequestHandler):
    """The page and the JSON."""

    mails: Mails

    def do_GET(self) -> None:
        """Answer a list, one mail, its HTML part alone, or the page."""
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        path = [unquote(piece) for piece in address.path.split("/") if piece]
        if path[:1] == ["messages"] and len(path) == 1:
            return self.answer(self.mails.find(query.get("to"), query.get("subject")))
        if not path:
            return self.page(mailpages.listing(self.mails.find(query.get("to"), query.get("subject")), query))
        if not (mail := self.mails.read(path[1]) if len(path) == 2 else None):
            return self.send_error(404)
        if path[0] == "messages":
            return self.answer(mail)
        if path[0] == "html":
            return self.page(mail["html"] or "", sandbox=True)
        return self.page(mailpages.one(mail))

    def do_DELETE(self) -> None:
        """Empty the mailbox."""
        self.mails.clear()
        self.answer({})

    def answer(self, data: Any) -> None:
        """Send JSON."""
        self.reply("application/json", json.dumps(data, ensure_ascii=False), "default-src 'none'")

    def page(self, html: str, sandbox: bool = False) -> None:
        """Send HTML; a mail's own HTML runs nothing and fetches nothing."""
        rules = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'"
        self.reply("text/html", html, rules + ("; sandbox allow-popups" if sandbox else ""))

    def reply(self, kind: str, text: str, rules: str) -> None:
        """Send a whole answer."""
        body = text.encode()
        self.send_response(200)
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}
        safety = {"Content-Security-Policy": rules, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        for name, value in (headers | safety).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Polling scripts would fill the log."""


def main(directory: str, smtp_port: str, http_port: str) -> None:
    """Serve until SIGTERM."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    mails = Mails(Path(directory))
    post = Post(Sink(mails), hostname="127.0.0.1", port=int(smtp_port))
    post.start()
    pages = ThreadingHTTPServer(("127.0.0.1", int(http_port)), type("Bound", (Pages,), {"mails": mails}))
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    print(f"mail on {smtp_port}, pages on http://127.0.0.1:{http_port}/", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    post.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
