"""The public pages: which function makes which page, and how a refusal looks to a reader."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from chassis.clock import utcnow
from contracts.languages import LANGUAGES
from contracts.refusals import Forbidden, Refusal
from services.gateway.asking import Ask, Together
from services.gateway.files import Files
from services.gateway.pages import (
    activities,
    applications,
    catalogues,
    home,
    institutions,
    newsletter,
    offers,
    opportunities,
    panel,
    subscriptions,
)  # fmt: skip
from services.gateway.pages.reading import Reading
from services.gateway.pages.visit import Visit
from services.gateway.patience import Patience
from services.gateway.problems import BodyTooLarge, MethodNotAllowed, NoSuchPath, extra_headers
from services.gateway.shape import language_of

TEMPLATES = Path(__file__).parent / "templates"
LARGEST_FORM = 256 * 1024
UUID = "[0-9a-fA-F-]{36}"
ID, SLUG = f"(?P<subject>{UUID})", r"(?P<slug>[\w.~-]{1,200})"

Show = Callable[..., Response]
PAGES: tuple[tuple[str, dict[str, Show]], ...] = (
    ("/", {"GET": home.show}),
    ("/institutions", {"GET": institutions.directory}),
    (f"/institutions/{SLUG}", {"GET": institutions.institution}),
    ("/activities", {"GET": activities.calendar}),
    (f"/activities/{SLUG}", {"GET": activities.activity}),
    ("/opportunities", {"GET": opportunities.listing}),
    (f"/opportunities/{SLUG}", {"GET": opportunities.opportunity}),
    ("/newsletter", {"GET": newsletter.archive}),
    (f"/newsletter/{SLUG}", {"GET": newsletter.issue}),
    ("/subscribe", {"GET": subscriptions.subscribe, "POST": subscriptions.subscribe}),
    (f"/subscriptions/{ID}", {"GET": subscriptions.subscription, "POST": subscriptions.subscription}),
    (f"/unsubscribe/{ID}", {"GET": subscriptions.unsubscribe, "POST": subscriptions.unsubscribe}),
    ("/apply", {"GET": applications.apply, "POST": applications.apply}),
    (f"/applications/{ID}", {"GET": applications.application, "POST": applications.application}),
    (f"/invitations/{ID}", {"GET": applications.invitation, "POST": applications.invitation}),
    (f"/offers/{ID}", {"GET": offers.offer, "POST": offers.offer}),
    ("/sign-in", {"GET": panel.sign_in, "POST": panel.sign_in}),
    ("/sign-out", {"POST": panel.sign_out}),
    ("/my", {"GET": panel.overview}),
    ("/my/opportunities/new", {"GET": panel.new_opportunity, "POST": panel.new_opportunity}),
    (f"/my/opportunities/{ID}", {"POST": panel.step}),
)  # fmt: skip


class Site:
    """Answers what is neither API nor static file."""

    def __init__(self, ask: Ask, together: Together, public_url: str, link_secret: str, files: Files) -> None:
        self._ask, self._together = Patience(ask), together
        self._public_url, self._link_secret = public_url.rstrip("/"), link_secret
        self._pages = [(re.compile(path.rstrip("/") + "/?"), _template(path), shows) for path, shows in PAGES]
        translations = catalogues.load()
        self._readings = {code: Reading(code, translations[code]) for code in LANGUAGES}
        self._environments = {code: _environment(self._readings[code], files) for code in LANGUAGES}

    def answer(self, request: Request) -> tuple[str, Response]:
        """The page and its template for the log; refuses as the page does."""
        if request.path == "/":
            return "/", self._to_own_language(request)
        language, _, rest = request.path[1:].partition("/")
        if language not in LANGUAGES:
            raise NoSuchPath
        for pattern, template, shows in self._pages:
            if found := pattern.fullmatch(f"/{rest}" if rest else ""):
                request.environ["gateway.template"] = f"/{{language}}{template}"
                return request.environ["gateway.template"], self._shown(request, shows, found.groupdict())
        raise NoSuchPath

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """The refusal as a page for people."""
        visit = self.visit(request)
        visit.private = True
        response = visit.page("refused.html", status=refusal.status, refusal=refusal)
        response.headers.extend(extra_headers(refusal))
        return response

    def visit(self, request: Request) -> Visit:
        """The visit that this request begins."""
        language = request.path[1:].partition("/")[0]
        if language not in LANGUAGES:
            language = language_of(request)
        return Visit(
            request, self._readings[language], self._environments[language], self._ask, self._together,
            self._public_url, self._link_secret, utcnow(),
        )  # fmt: skip

    def _shown(self, request: Request, shows: dict[str, Show], found: dict[str, str]) -> Response:
        show = shows.get("GET" if request.method == "HEAD" else request.method)
        if show is None:
            raise MethodNotAllowed(allowed=[*shows, *(["HEAD"] if "GET" in shows else [])])
        request.max_content_length = request.max_form_memory_size = LARGEST_FORM
        request.max_form_parts = 500
        if (request.content_length or 0) > LARGEST_FORM:
            raise BodyTooLarge(largest_bytes=LARGEST_FORM)
        # No page of another site may send our forms; the one-click unsubscription comes without a browser (RFC 8058).
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise Forbidden("This form was sent from another site.")
        return show(self.visit(request), **found)

    def _to_own_language(self, request: Request) -> Response:
        response = redirect(f"/{language_of(request)}/", 302)
        response.headers["Vary"] = "Accept-Language"
        response.headers["Cache-Control"] = "no-cache"
        return response


def _template(path: str) -> str:
    return path.replace(ID, "{id}").replace(SLUG, "{slug}")


def _environment(reading: Reading, files: Files) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    environment.install_gettext_translations(reading.translations, newstyle=True)  # type: ignore[attr-defined]
    names: dict[str, Any] = {"static": files.url, "languages": LANGUAGES, "language_names": LANGUAGE_NAMES}
    environment.globals.update(names)
    return environment


LANGUAGE_NAMES = {"en": "English", "ar": "العربية", "fr": "Français"}
