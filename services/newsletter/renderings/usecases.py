"""Words for items, and issues rendered and frozen."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.tx import Tx
from contracts.languages import Text
from services.newsletter.renderings import items as wording
from services.newsletter.renderings import pages, repository
from services.newsletter.renderings.pages import Rendering
from services.newsletter.renderings.words import words_of


def text_of(kind: str, facts: Mapping[str, Any], languages: Sequence[str]) -> Text:
    """What an item made from these facts says in every language."""
    return {"source": languages[0]} | {language: wording.text(kind, facts, language) for language in languages}


def group_title(languages: Sequence[str]) -> Text:
    """The title of many new institutions together."""
    return {"source": languages[0]} | {language: wording.group_title(language) for language in languages}


def issue_title(publication: Mapping[str, Any], issue: Mapping[str, Any]) -> Text:
    """The title of an issue in every language."""
    title: Text = {"source": publication["languages"][0]}
    for language in publication["languages"]:
        words = words_of(language)
        title[language] = words.joined([words.pick(publication["title"]), words.numbering(issue)])
    return title


def render_all(
    issue: Mapping[str, Any], items: Sequence[Mapping[str, Any]], languages: Sequence[str], public_url: str
) -> list[Rendering]:
    """The issue in every language, not yet frozen."""
    return [pages.render(issue, items, language, public_url) for language in languages]


def freeze(tx: Tx, issue_id: UUID, renderings: Sequence[Rendering]) -> None:
    """Keep these for ever."""
    for rendering in renderings:
        repository.add_rendering(tx, issue_id, rendering)


def list_renderings(tx: Tx, issue_id: UUID) -> list[dict[str, Any]]:
    """Every frozen language of an issue."""
    return repository.list_renderings(tx, issue_id)
