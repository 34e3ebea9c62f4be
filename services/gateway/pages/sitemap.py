"""What search engines read: robots.txt, and a sitemap in parts by country (sitemaps.org: at most 50,000 addresses each)."""

import re
import time
from typing import Any
from xml.sax.saxutils import escape

from werkzeug.wrappers import Request, Response

from contracts.base import Request as Contract
from contracts.languages import LANGUAGES
from contracts.registry.institutions import SearchInstitutions
from contracts.registry.opportunities import ListOpportunities
from contracts.scheduling.activities import ListActivities
from services.gateway.asking import Ask
from services.gateway.problems import MethodNotAllowed, NoSuchPath

KEPT_SECONDS, SECONDS = 3600.0, 4.0
MOST = 50_000 // len(LANGUAGES)
STATIC = ("", "institutions", "activities", "opportunities", "newsletter", "apply", "subscribe")
PART = re.compile(r"/sitemap/(pages|opportunities|activities|institutions-[A-Z]{2})\.xml")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
CLOSED = ("my", "office", "sign-in", "reset", "password-resets", "personal-data", "invitations", "applications", "offers", "subscriptions", "unsubscribe")  # fmt: skip


class Sitemap:
    """Answers /robots.txt, /sitemap.xml and its parts; a part is made at most once an hour."""

    def __init__(self, ask: Ask, public_url: str) -> None:
        self._ask, self._home = ask, public_url
        self._kept: dict[str, tuple[float, str]] = {}

    def answer(self, request: Request) -> tuple[str, Response] | None:
        """The document and its template for the log; None for paths that are not its own."""
        path = request.path
        if path not in ("/robots.txt", "/sitemap.xml") and not path.startswith("/sitemap/"):
            return None
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(allowed=["GET", "HEAD"])
        if path == "/robots.txt":
            return path, Response(self._robots(), mimetype="text/plain")
        if path != "/sitemap.xml" and not PART.fullmatch(path):
            raise NoSuchPath
        response = Response(self._made(path), content_type="application/xml; charset=utf-8")
        response.headers["Cache-Control"] = f"public, max-age={int(KEPT_SECONDS)}"
        return "/sitemap.xml" if path == "/sitemap.xml" else "/sitemap/{part}.xml", response

    def _robots(self) -> str:
        closed = [f"Disallow: /{language}/{path}" for language in LANGUAGES for path in CLOSED]
        return "\n".join(["User-agent: *", *closed, "Disallow: /v1/", "", f"Sitemap: {self._home}/sitemap.xml", ""])

    def _made(self, path: str) -> str:
        made = self._kept.get(path)
        if made is None or time.monotonic() - made[0] > KEPT_SECONDS:
            text = self._index() if path == "/sitemap.xml" else self._part(PART.fullmatch(path).group(1))  # type: ignore[union-attr]
            made = self._kept[path] = (time.monotonic(), text)
        return made[1]

    def _index(self) -> str:
        found = self._ask(SearchInstitutions, {"limit": 1}, timeout=SECONDS)
        countries = [f"institutions-{facet['value']}" for facet in found["facets"].get("country", [])]
        parts = ["pages", "opportunities", "activities", *countries]
        lines = "".join(f"<sitemap><loc>{self._home}/sitemap/{part}.xml</loc></sitemap>\n" for part in parts)
        return f"{HEAD}<sitemapindex {XMLNS}>\n{lines}</sitemapindex>\n"

    def _part(self, part: str) -> str:
        if part == "pages":
            paths = list(STATIC)
        elif part == "opportunities":
            paths = [f"opportunities/{one['slug']}" for one in self._all(ListOpportunities, {})]
        elif part == "activities":
            paths = [f"activities/{one['slug']}" for one in self._all(ListActivities, {})]
        else:
            country = part.removeprefix("institutions-")
            paths = [f"institutions/{one['slug']}" for one in self._all(SearchInstitutions, {"country": country})]
        return f"{HEAD}<urlset {XMLNS}>\n{''.join(self._addresses(path) for path in paths)}</urlset>\n"

    def _addresses(self, path: str) -> str:
        return "".join(f"<url><loc>{escape(f'{self._home}/{code}/{path}')}</loc></url>\n" for code in LANGUAGES)

    def _all(self, contract: type[Contract], fields: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = None
        while len(found) < MOST:
            page = self._ask(
                contract, {**fields, "limit": 100, **({"cursor": cursor} if cursor else {})}, timeout=SECONDS
            )
            found += page["items"]
            cursor = page["next"]
            if not cursor:
                break
        return found[:MOST]
