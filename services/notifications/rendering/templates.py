"""Template folders: one per event, in each language, with a sample event (N10, N11)."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from contracts.languages import LANGUAGES
from services.notifications.deliveries.domain import templates as names
from services.notifications.rendering.plain import finalize_html, finalize_text, one_line, tidy

FOLDER = Path(__file__).resolve().parent.parent / "templates"
LARGEST = 500_000  # characters of one part


class TemplatesIncomplete(Exception):
    """A rule names a template that lacks a language or its sample, or one that cannot be read; all are listed."""


class TooLarge(Exception):
    """A rendered part is larger than any mail of ours may be."""


@dataclass(frozen=True)
class Words:
    """A mail's words in one language, and which version of the template they came from."""

    subject: str
    text: str
    html: str
    version: str


def _environment(part: str, escaping: bool, finalize: Any) -> SandboxedEnvironment:
    made = SandboxedEnvironment(
        loader=FileSystemLoader(FOLDER), autoescape=escaping, undefined=StrictUndefined, finalize=finalize,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False, cache_size=200,
    )  # fmt: skip
    made.globals["layout"] = f"_layout/layout.{part}"
    pieces = made.get_template(f"_layout/pieces.{part}").module
    made.globals.update({name: getattr(pieces, name) for name in ("p", "fact", "facts", "button", "quote")})
    return made


@lru_cache
def _environments() -> tuple[SandboxedEnvironment, SandboxedEnvironment]:
    return _environment("txt", False, finalize_text), _environment("html", True, finalize_html)


def render(template: str, language: str, context: dict[str, Any]) -> Words:
    """The template's words in a language; raises Jinja's errors where a variable is missing, `TooLarge` at 500,000."""
    path = f"{template}/{language}.jinja"
    as_text, as_html = (environment.get_template(path) for environment in _environments())
    subject = one_line(_block(as_text, "subject", context))
    filled = {**context, "subject": subject}
    words = Words(subject, tidy(as_text.render(filled)), as_html.render(filled), version(template, language))
    if max(len(words.text), len(words.html)) > LARGEST:
        raise TooLarge(template)
    return words


def _block(template: Template, name: str, context: dict[str, Any]) -> str:
    return "".join(template.blocks[name](template.new_context(context)))


@lru_cache
def version(template: str, language: str) -> str:
    """Twelve characters that change with the template's text or the layout's."""
    parts = [FOLDER / template / f"{language}.jinja", *sorted((FOLDER / "_layout").glob("*.*"))]
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()[:12]


@lru_cache
def sample(template: str) -> dict[str, Any]:
    """The sample event's facts of a template."""
    return json.loads((FOLDER / template / "sample.json").read_text("utf-8"))


@lru_cache
def sample_people() -> dict[str, Any]:
    """The sample activity and reader that previews are filled from beside the event."""
    return json.loads((FOLDER / "_layout" / "sample.json").read_text("utf-8"))


def check_templates(wanted: list[str] | None = None) -> None:
    """Passes when every rule's template stands complete in every language; raises `TemplatesIncomplete` with all that is missing."""
    problems = [problem for name in wanted or names() for problem in _problems(name)]
    if problems:
        raise TemplatesIncomplete("; ".join(problems))


def _problems(name: str) -> list[str]:
    wanted = [f"{language}.jinja" for language in LANGUAGES] + ["sample.json"]
    missing = [f"{name}/{file} is missing" for file in wanted if not (FOLDER / name / file).is_file()]
    return missing or [f"{name}/{broken}" for language in LANGUAGES if (broken := _broken(name, language))]


def _broken(name: str, language: str) -> str | None:
    try:
        blocks = _environments()[1].get_template(f"{name}/{language}.jinja").blocks
    except TemplateSyntaxError as wrong:
        return f"{language}.jinja: {wrong}"
    return None if {"subject", "body"} <= set(blocks) else f"{language}.jinja has no subject or body"
