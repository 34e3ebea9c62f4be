"""The pages: which function makes which page, what is closed without a session, and how a refusal looks to a reader."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from chassis.clock import utcnow
from contracts.languages import LANGUAGES, direction
from contracts.refusals import Forbidden, Refusal, Unauthenticated
from services.gateway.asking import Ask, Together
from services.gateway.files import Files
from services.gateway.pages import catalogues
from services.gateway.pages.account import sign_in
from services.gateway.pages.forms import reason
from services.gateway.pages.forms.fields import OWN_NAMES
from services.gateway.pages.reading import Reading
from services.gateway.pages.sitemap import Sitemap
from services.gateway.pages.table import CLOSED, PAGES, UPLOAD, Show, plain
from services.gateway.pages.visit import Visit
from services.gateway.patience import Patience
from services.gateway.problems import BodyTooLarge, MethodNotAllowed, NoSuchPath, extra_headers
from services.gateway.shape import language_of

TEMPLATES = Path(__file__).parent / "templates"
LARGEST_FORM = 256 * 1024
LARGEST_UPLOAD = 32 * 1024 * 1024


class Site:
    """Answers what is neither API nor static file."""

    def __init__(self, ask: Ask, together: Together, public_url: str, link_secret: str, files: Files) -> None:
        self._ask, self._together = Patience(ask), together
        self._public_url, self._link_secret = public_url.rstrip("/"), link_secret
        self._pages = [(re.compile(path.rstrip("/") + "/?"), plain(path), shows) for path, shows in PAGES]
        translations = catalogues.load()
        self._readings = {code: Reading(code, translations[code]) for code in LANGUAGES}
        self._environments = {code: _environment(self._readings[code], files) for code in LANGUAGES}
        self._sitemap = Sitemap(self._ask, self._public_url)

    def answer(self, request: Request) -> tuple[str, Response]:
        """The page and its template for the log; refuses as the page does."""
        if request.path == "/":
            return "/", self._to_own_language(request)
        if for_robots := self._sitemap.answer(request):
            return for_robots
        language, _, rest = request.path[1:].partition("/")
        if language not in LANGUAGES:
            raise NoSuchPath
        for pattern, template, shows in self._pages:
            if found := pattern.fullmatch(f"/{rest}" if rest else ""):
                request.environ["gateway.template"] = f"/{{language}}{template}"
                return request.environ["gateway.template"], self._shown(request, template, shows, found.groupdict())
        raise NoSuchPath

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """The refusal as a page for people."""
        visit = self.visit(request)
        visit.private = True
        response = visit.page(
            "refused.html", status=refusal.status, refusal=refusal, why=reason(refusal, visit.reading)
        )
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

    def _shown(self, request: Request, template: str, shows: dict[str, Show], found: dict[str, str]) -> Response:
        show = shows.get("GET" if request.method == "HEAD" else request.method)
        if show is None:
            raise MethodNotAllowed(allowed=[*shows, *(["HEAD"] if "GET" in shows else [])])
        _check_form(request, LARGEST_UPLOAD if template == UPLOAD else LARGEST_FORM)
        visit = self.visit(request)
        try:
            return show(visit, **found)
        except Unauthenticated:
            if not template.startswith(CLOSED):
                raise
            return sign_in.again(visit)

    def _to_own_language(self, request: Request) -> Response:
        response = redirect(f"/{language_of(request)}/", 302)
        response.headers["Vary"] = "Accept-Language"
        response.headers["Cache-Control"] = "no-cache"
        return response


def _check_form(request: Request, largest: int) -> None:
    request.max_content_length, request.max_form_memory_size = largest, LARGEST_FORM
    request.max_form_parts = 500
    if (request.content_length or 0) > largest:
        raise BodyTooLarge(largest_bytes=largest)
    # No page of another site may send our forms; the one-click unsubscription comes without a browser (RFC 8058).
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Forbidden("This form was sent from another site.")


def _environment(reading: Reading, files: Files) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    environment.install_gettext_translations(reading.translations, newstyle=True)  # type: ignore[attr-defined]
    names: dict[str, Any] = {
        "static": files.url, "languages": LANGUAGES, "language_names": OWN_NAMES, "direction": direction,
    }  # fmt: skip
    environment.globals.update(names)
    return environment
