"""A whole issue in one language: mail as HTML and text, and the body of its archive page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import css_inline
import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.newsletter.renderings.words import Words, words_of

FOLDER = Path(__file__).parent.parent / "templates"
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, trim_blocks=True,
    autoescape=select_autoescape(["html.j2"], default=False),
)  # fmt: skip
TAGS = {"h2", "h3", "p", "br", "a", "em"}
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Rendering:
    """An issue in one language, as it is frozen."""

    language: str
    subject: str
    html: str
    text: str
    body: str


def render(issue: Mapping[str, Any], items: Sequence[Mapping[str, Any]], language: str, public_url: str) -> Rendering:
    """The issue in this language; mail and archive say the same (L23). `issue` carries publication title and sections."""
    words = words_of(language)
    values = {
        "language": language,
        "direction": words.direction,
        "labels": words.labels,
        "publication": words.pick(issue["publication_title"]),
        "numbering": words.numbering(issue),
        "subject": f"{words.pick(issue['publication_title'])} – {words.numbering(issue)}",
        "archive_url": f"{public_url.rstrip('/')}/{language}/newsletter/{issue['slug']}",
        "sections": _sections(issue["sections"], items, words, public_url),
    }
    html = INLINER.inline(TEMPLATES.get_template("mail.html.j2").render(values))
    text = TEMPLATES.get_template("mail.txt.j2").render(values)
    body = TEMPLATES.get_template("body.html.j2").render(values)
    clean = nh3.clean(body, tags=TAGS, attributes={"a": {"href"}, "h3": {"id"}}, url_schemes={"http", "https"})
    return Rendering(language, str(values["subject"]), html, text, clean)


def _sections(
    sections: Sequence[Mapping[str, Any]], items: Sequence[Mapping[str, Any]], words: Words, public_url: str
) -> list[dict[str, Any]]:
    shown = []
    for section in sections:
        inside = [_item(item, words, public_url) for item in items if item["section"] == section["code"]]
        if inside:
            shown.append({"title": words.pick(section["title"]), "items": inside})
    return shown


def _item(item: Mapping[str, Any], words: Words, public_url: str) -> dict[str, Any]:
    said = words.pick(item["text"])
    return {
        "anchor": f"item-{item['item_id']}",
        "title": words.pick(item["title"]),
        "byline": item["byline"],
        "url": f"{public_url.rstrip('/')}/{words.language}{item['path']}" if item["path"] else None,
        "text": said,
        "paragraphs": [paragraph.split("\n") for paragraph in said.split("\n\n") if paragraph.strip()],
    }
