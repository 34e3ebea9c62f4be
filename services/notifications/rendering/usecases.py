"""See a template as a reader would."""

from dataclasses import asdict
from typing import Any

from contracts.languages import LANGUAGES, fallbacks
from contracts.refusals import NotFound
from services.notifications.rendering.context import Links, Reader, context
from services.notifications.rendering.templates import names, render, sample, sample_people


def preview(template: str, language: str, links: Links) -> dict[str, Any]:
    """The template filled from its sample, in the nearest of our languages; refuses `NotFound`."""
    if template not in names():
        raise NotFound()
    chosen = next((code for code in fallbacks(language) if code in LANGUAGES), "en")
    people = sample_people()
    reader = Reader(people["contact"]["name"], people["contact"]["email"], chosen)
    words = render(template, chosen, context(template, reader, sample(template), people["activity"], links))
    return {"template": template, "language": chosen, **asdict(words)}
