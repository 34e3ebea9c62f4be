"""Whether a request is somebody looking at a page: programs that say what they are, and loading ahead, are no views (R39)."""

import re

from werkzeug.wrappers import Request

# What crawlers, link previews, monitors and clients of HTTP call themselves. Nobody is tested or tricked into saying more.
_PROGRAM = re.compile(
    r"(?<!\bcu)bot(?:\b|_)|crawl|spider|slurp|archiver|facebookexternalhit|whatsapp|preview|monitor|uptime|lighthouse|validator"
    r"|feedfetcher|\b(?:curl|wget|httpie|scrapy|okhttp|libwww-perl|go-http-client|apache-httpclient|java)/"
    r"|python-(?:requests|urllib|httpx)|aiohttp",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\b(?:prefetch|prerender|preview)\b", re.IGNORECASE)


def is_view(request: Request) -> bool:
    """Whether to count it: a GET by something that calls itself a browser, for somebody to see now."""
    named = request.headers.get("User-Agent", "").strip()
    if request.method != "GET" or not named or _PROGRAM.search(named):
        return False
    return not any(
        _AHEAD.search(request.headers.get(name, "")) for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    )
