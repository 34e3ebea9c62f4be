"""The mailbox's pages: a list and one mail, its HTML in a frame that runs no script and fetches nothing."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; }
a { color: inherit; } h1 { font-size: 1.4rem; } form { display: flex; gap: .5rem; flex-wrap: wrap; }
input { font: inherit; padding: .4rem .6rem; flex: 1 1 14rem; border: 1px solid var(--line); border-radius: .4rem; }
ul { list-style: none; padding: 0; } li a { display: block; padding: .7rem 0; border-bottom: 1px solid var(--line);
text-decoration: none; } li small, dt { opacity: .7; } li b { display: block; }
iframe { width: 100%; height: 70vh; border: 1px solid var(--line); border-radius: .4rem; background: white; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .8rem; border: 1px solid var(--line);
border-radius: .4rem; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dd { margin: 0; }
"""


def page(title: str, body: str) -> str:
    """A whole page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>' + escape(title) + "</title>"
        '<meta name="viewport" content="width=device-width"><style>'
        + STYLE
        + "</style></head><body>"
        + body
        + "</body></html>"
    )


def listing(mails: list[dict[str, Any]], query: dict[str, str]) -> str:
    """The newest mails and a search by recipient and subject."""
    rows = "".join(row(mail) for mail in mails[:500])
    search = "".join(
        f'<input name="{name}" placeholder="{label}" aria-label="{label}" value="{escape(query.get(name, ""))}">'
        for name, label in (("to", "recipient"), ("subject", "subject"))
    )
    nothing = "<p>No mail yet.</p>" if not mails else ""
    count = f"<h1>Mailbox <small>{len(mails)}</small></h1>"
    return page("Mailbox", f"{count}<form>{search}<button>Search</button></form>{nothing}<ul>{rows}</ul>")


def row(mail: dict[str, Any]) -> str:
    """One line of the list."""
    recipients = escape(", ".join(mail["recipients"]))
    return (
        f'<li><a href="/mail/{quote(mail["id"])}"><b dir="auto">{escape(mail["subject"]) or "(no subject)"}</b>'
        f"<small>{recipients} · {escape(mail['date'])}</small></a></li>"
    )


def one(mail: dict[str, Any]) -> str:
    """One mail with all its parts."""
    facts = [("From", mail["from"]), ("To", mail["to"]), ("Date", mail["date"]), ("Subject", mail["subject"])]
    head = "".join(f'<dt>{name}</dt><dd dir="auto">{escape(value)}</dd>' for name, value in facts)
    body = f'<p><a href="/">← all mail</a></p><h1 dir="auto">{escape(mail["subject"])}</h1><dl>{head}</dl>'
    if mail["html"] is not None:
        body += f'<h2>HTML</h2><iframe sandbox="allow-popups" title="HTML" src="/html/{quote(mail["id"])}"></iframe>'
    for name, title in (("text", "Text"), ("calendar", "Calendar"), ("raw", "As sent")):
        if mail[name] is not None:
            shown = f'<pre dir="auto">{escape(mail[name])}</pre>'
            body += f"<details{' open' if name != 'raw' else ''}><summary>{title}</summary>{shown}</details>"
    return page(mail["subject"], body)
