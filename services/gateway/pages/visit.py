"""One reader's visit to one page: the language, the questions asked for it, and the page that comes back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from jinja2 import Environment
from werkzeug.utils import redirect
from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from contracts.base import Request
from contracts.fields import Code
from contracts.languages import LANGUAGES
from contracts.refusals import Invalid, Unavailable
from services.gateway.asking import Ask, Together
from services.gateway.pages.reading import Reading

SECONDS = 4.0


@dataclass
class Visit:
    """What a page function works with."""

    request: HttpRequest
    reading: Reading
    environment: Environment
    asker: Ask
    together: Together
    public_url: str
    link_secret: str
    now: datetime
    token: str | None = None
    private: bool = False
    cookies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The page's language."""
        return self.reading.language

    def ask(self, contract: type[Request], **fields: Any) -> Any:
        """Read something; refuses as its owner does."""
        return self.asker(contract, fields, token=self.token, language=self.language, timeout=SECONDS)

    def find(self, contract: type[Request], **fields: Any) -> Any:
        """A page of a list as the address asks for it, an empty one where somebody typed an address that makes no sense."""
        try:
            return self.ask(contract, **fields)
        except Invalid:
            return {"items": [], "next": None, "total": 0, "facets": {}}

    def act(self, contract: type[Request], key: str, **fields: Any) -> Any:
        """Change something once, however often the form is sent with this key."""
        return self.asker(
            contract, fields, token=self.token, idempotency_key=key, language=self.language, timeout=SECONDS
        )

    def parts(self, **questions: Callable[[], Any]) -> dict[str, Any]:
        """Several parts of a page at once: each answer, or None where its service cannot answer; other refusals are raised."""
        answers = self.together(questions)
        for answer in answers.values():
            if isinstance(answer, Exception) and not isinstance(answer, Unavailable):
                raise answer
        return {name: None if isinstance(answer, Exception) else answer for name, answer in answers.items()}

    def query(self, *names: str) -> dict[str, str]:
        """These query values where they are given."""
        return {name: self.request.args[name].strip() for name in names if self.request.args.get(name, "").strip()}

    def sorts(self, contract: type[Request], *but: str) -> list[tuple[str, str]]:
        """The orders that a list can be shown in, its own first, and what each is called."""
        sort = contract().fields["sort"]
        assert isinstance(sort, Code)
        return [(code, self.reading.label("sort", code)) for code in sort.choices if code not in but]

    def form(self, *names: str) -> dict[str, str]:
        """These form values where they are filled in."""
        return {name: self.request.form[name].strip() for name in names if self.request.form.get(name, "").strip()}

    def key(self) -> str:
        """The key that came with the form, or a fresh one."""
        given = self.request.form.get("key", "")
        return given if 8 <= len(given) <= 100 and given.isascii() and given.isprintable() else uuid4().hex

    def signature(self) -> str:
        """The signature of a mailed link, from the form or the address."""
        return (self.request.form.get("signature") or self.request.args.get("signature") or "")[:200]

    def url(self, path: str, **query: Any) -> str:
        """The address of one of our pages in this language."""
        given = {name: value for name, value in query.items() if value not in (None, "")}
        return f"/{self.language}{path}" + (f"?{urlencode(given)}" if given else "")

    def alternates(self) -> dict[str, str]:
        """This page's address in every language, without what a link must not carry on."""
        rest = self.request.path.removeprefix(f"/{self.language}") or "/"
        query = [(name, value) for name, value in self.request.args.items(multi=True) if name != "cursor"]
        tail = f"?{urlencode(query)}" if query else ""
        return {language: f"/{language}{rest}{tail}" for language in LANGUAGES}

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """The rendered template."""
        html = self.environment.get_template(template).render(
            visit=self, reading=self.reading, fresh_key=uuid4().hex, today=self.now.date().isoformat(), **context
        )
        response = Response(html, status, content_type="text/html; charset=utf-8")
        response.headers["Content-Language"] = self.language
        keep = self.request.method in ("GET", "HEAD") and status == 200 and not self.private
        response.headers["Cache-Control"] = "no-cache" if keep else "no-store"
        if keep:
            response.add_etag()
            response.make_conditional(self.request)
        return self._with_cookies(response)

    def move(self, path: str, status: int = 303) -> Response:
        """To another of our pages."""
        response = redirect(path, status)
        response.headers["Cache-Control"] = "no-store" if status == 303 else "no-cache"
        return self._with_cookies(response)

    def _with_cookies(self, response: Response) -> Response:
        for cookie in self.cookies:
            response.set_cookie(**cookie)
        return response
