"""The archive of the newsletter."""

import nh3
from markupsafe import Markup
from werkzeug.wrappers import Response

from contracts.newsletter.archive import GetArchivedIssue, ListArchive
from services.gateway.pages.visit import Visit

PER_PAGE = 24
# Classes and styles are left out: the page brings its own look, and our content security policy takes no inline style.
TAGS = {
    "a", "abbr", "article", "b", "bdi", "blockquote", "br", "div", "em", "figure", "figcaption", "footer", "h1", "h2",
    "h3", "h4", "header", "hr", "i", "img", "li", "ol", "p", "section", "small", "span", "strong", "sub", "sup",
    "table", "tbody", "td", "th", "thead", "time", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang", "id"}, "a": {"href", "title"}, "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}, "time": {"datetime"},
}  # fmt: skip


def archive(visit: Visit) -> Response:
    """Sent issues, newest first."""
    found = visit.find(ListArchive, **visit.query("cursor"), limit=PER_PAGE)
    return visit.page("archive.html", found=found)


def issue(visit: Visit, slug: str) -> Response:
    """A sent issue in the reader's language, as it was frozen."""
    found = visit.ask(GetArchivedIssue, slug=slug, language=visit.language)
    return visit.page("issue.html", issue=found, body=clean(found["html"]))


def clean(html: str) -> Markup:
    """The body of an issue with nothing that could act in a reader's browser (rel:§3.18)."""
    kept = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer"
    )
    return Markup(kept)
