"""Strings that broke others' pages, the forms of a page, and what a page must never have."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

BAD = Path(__file__).resolve().parents[3] / "shared/data/badinput"
FEW = (
    '"><script>fired(1)</script>', "'><img src=x onerror=fired(2)>", "</textarea><svg onload=fired(3)>", "{{ 7 * 7 }}{% raw %}%(num)s",
    "javascript:fired(4)//http://", "=HYPERLINK(\"http://example.org\")", "\u202etxt.exe\u200f Ω≈ç √ 田中さん 👩‍👩‍👧 ﷽", "{mlang en}<b>x</b>{mlang}",
    "\r\nSet-Cookie: fired=5\r\n\r\n<b>", "'; drop table institutions; --", "\x00\x07\x1b[2J", "../../../etc/passwd%00", "&lt;script&gt;&amp;#39;",
)  # fmt: skip
TYPED = {"text", "search", "email", "url", "tel", "date", "datetime-local", "textarea"}
TAGS = set(
    "html head meta title link body a header div img span strong small nav main footer p br form input button select option textarea "
    "label fieldset legend h1 h2 h3 h4 ul ol li dl dt dd table thead tbody tr th td svg rect details summary b bdi section aside time article figure figcaption".split()
)  # fmt: skip
ADDRESS = re.compile(r"(?:[/#?]|https?://|mailto:).*|", re.DOTALL)


def words():
    """Every string and every piece of markup of the collection."""
    if not BAD.exists():
        pytest.skip("needs ../shared/data/badinput")
    names = ("html/xss_vectors.jsonl", "strings/naughty_strings.jsonl", "csv/formula_cells.jsonl")
    rows = [json.loads(line) for name in names for line in (BAD / name).open()]
    found = (row.get("text") or row.get("payload") or row.get("cell") for row in rows)
    return [one.encode("utf-8", "replace").decode() for one in found if one]


class Page(HTMLParser):
    """The forms of a page with what stands in them, and everything in it that could act."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.acts, self._area, self._choice = [], [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.acts += [tag] if tag not in TAGS and given.get("type") != "application/ld+json" else []
        self.acts += [(tag, name) for name in given if name.startswith("on") or name in ("style", "srcdoc")]
        self.acts += [
            (tag, given[name])
            for name in ("href", "src", "action", "formaction")
            if name in given and not ADDRESS.fullmatch(given[name] or "")
        ]
        if tag == "form":
            self.forms.append({"method": given.get("method", "get"), "action": given.get("action"), "fields": []})
        elif self.forms and "name" in given:
            self._field(tag, given)
        elif tag == "option" and self._choice and given.get("value") and not self._choice["value"]:
            self._choice["value"] = given["value"]

    def _field(self, tag, given):
        kind = given.get("type", "text") if tag == "input" else tag
        value = given.get("value") or ""
        one = {"name": given["name"], "type": kind, "value": value, "checked": "checked" in given}
        self.forms[-1]["fields"].append(one)
        self._area = one if tag == "textarea" else None
        self._choice = one if tag == "select" else None

    def handle_data(self, data):
        if self._area is not None:
            self._area["value"] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area is not None:
            self._area["value"] = self._area["value"].removeprefix("\n")
            self._area = None
        if tag == "select":
            self._choice = None

    def standing(self, names):
        """What stands in the text fields of these names."""
        return {
            one["name"]: one["value"]
            for form in self.forms
            for one in form["fields"]
            if one["type"] in TYPED and one["name"] in names
        }


def filled(form, strings):
    """The form's values with the strings in its text fields, in turn; and which fields those are."""
    values, typed = [], {}
    for one in form["fields"]:
        if one["type"] in TYPED:
            typed[one["name"]] = strings[len(typed) % len(strings)]
        elif one["type"] == "radio":
            values += [] if any(name == one["name"] for name, _ in values) else [(one["name"], one["value"])]
        elif one["type"] != "file" and (one["type"] != "checkbox" or one["checked"]):
            values.append((one["name"], one["value"]))
    return [*values, *typed.items()], typed
