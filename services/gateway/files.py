"""The files under static/, addressed with their content's hash so that they may be kept for ever."""

import hashlib
import mimetypes
from pathlib import Path

from werkzeug.wrappers import Request, Response

from services.gateway.problems import MethodNotAllowed, NoSuchPath

STATIC = Path(__file__).parent / "static"


class Files:
    """All static files, read once."""

    def __init__(self) -> None:
        self._files = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.is_file()}
        self._hashes = {name: hashlib.sha256(data).hexdigest()[:12] for name, data in self._files.items()}

    def url(self, name: str) -> str:
        """The address of a file as it is now."""
        return f"/static/{name}?v={self._hashes[name]}"

    def answer(self, request: Request) -> Response:
        """The file that the path names; refuses `NoSuchPath`."""
        name = request.path.removeprefix("/static/")
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(allowed=["GET", "HEAD"])
        if name not in self._files:
            raise NoSuchPath
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        response = Response(self._files[name], mimetype=kind)
        current = request.args.get("v") == self._hashes[name]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
        response.set_etag(self._hashes[name])
        return response.make_conditional(request)
