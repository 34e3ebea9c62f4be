"""Tables in: a file is tried first, each row's problems are shown, then it is kept."""

import codecs
from collections.abc import Iterator
from typing import IO, Any

from werkzeug.wrappers import Response

from contracts.base import OFFICER
from contracts.refusals import Conflict, Invalid, Unavailable
from contracts.registry.opportunities import STATUSES
from contracts.registry.transfers import (
    IMPORTED,
    AddImportRows,
    FinishImport,
    GetImport,
    ListImportProblems,
    ListImports,
    StartImport,
)  # fmt: skip
from services.gateway.pages import desk as desks
from services.gateway.pages.forms import FLAG, RADIOS, Field, Form, Group, coded, row_sentence
from services.gateway.pages.visit import Visit


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


PIECE = 320 * 1024  # UTF-16 becomes at most half as much again in UTF-8, no more than a part may have
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
FILE = Field("file", _("The file"), input="file", required=True, path="content",
             hint=_("CSV with the names of the columns in its first line, or JSON; in UTF-8, at most 32 MB. An export has all columns."))  # fmt: skip
UPLOAD = Group("upload", "", (
    Field("kind", _("What stands in it"), RADIOS, required=True, options=coded("transfer", IMPORTED)), FILE,
))  # fmt: skip
GOOD_ROWS = Field("partial", _("Keep the good rows and leave the others out"), FLAG,
                  hint=_("Otherwise nothing is kept while any row is refused."))  # fmt: skip


def listing(visit: Visit) -> Response:
    """Imports, the latest first, and what can be exported."""
    desk = desks.at(visit, OFFICER)
    found = visit.ask(ListImports, **visit.query("cursor"), limit=20)
    states = [(code, visit.reading.label("status", code)) for code in STATUSES]
    return desk.page("office/imports.html", found=found, states=states)


def new(visit: Visit) -> Response:
    """Send a file; it is tried, and nothing of it is kept yet."""
    desk = desks.at(visit, OFFICER)
    form = desk.form((UPLOAD,), {"kind": "institutions"})
    if form.sent and (job := _begun(form)):
        return desk.to(f"/office/imports/{job['import_id']}")
    return desk.ask_page(
        form, _("Import a table"), _("Try it"), "/office/imports",
        effect=(visit.reading.say(_("The file is only tried. You see what would happen to each row, then decide.")),),
    )  # fmt: skip


def show(visit: Visit, subject: str) -> Response:
    """How far it is, what became of its rows, and what is wrong with them; a POST keeps what was tried."""
    desk = desks.at(visit, OFFICER)
    job = visit.ask(GetImport, import_id=subject)
    form = desk.form((Group("keep", "", (GOOD_ROWS,) if job["refused"] else ()),), {})
    if form.sent:
        own = {name: job[name] for name in ("kind", "format", "label")}
        made = form.send(StartImport, **own, dry_run=False, file_of=subject)
        if made is not None:
            return desk.to(f"/office/imports/{made['import_id']}")
    found = visit.ask(ListImportProblems, import_id=subject, **visit.query("cursor"), limit=50)
    problems = [(one, row_sentence(one, visit.reading)) for one in found["items"]]
    return desk.page(
        "office/import.html", status=form.status, job=job, form=form, found=found, problems=problems,
        can_keep=_can_be_kept(job), under_way=job["status"] in ("collecting", "waiting", "running"),
    )  # fmt: skip


def _can_be_kept(job: dict[str, Any]) -> bool:
    tried = job["dry_run"] and job["status"] == "done"
    return (tried or job["status"] == "nothing_kept") and bool(job["added"] + job["revised"])


def _begun(form: Form) -> dict[str, Any] | None:
    """The trial of the file that came with the form; None where something is wrong with it."""
    came = form.visit.request.files.get("file")
    if came is None or not came.filename:
        form.say("file", _("Please fill this in."))
        return None
    try:
        start = next(
            (piece.lstrip("\ufeff \r\n\t") for piece in _pieces(came.stream) if piece.strip("\ufeff \r\n\t")), ""
        )
        if not start:
            form.say("file", _("There is nothing in this file."))
            return None
        for _piece in _pieces(came.stream):
            pass  # all of it can be read, before any of it is handed over
    except UnicodeError:
        form.say("file", _("This file is not in UTF-8. Save it as “CSV UTF-8” and send it again."))
        return None
    return _handed_over(form, came.stream, "json" if start[0] in "[{" else "csv", came.filename)


def _handed_over(form: Form, stream: IO[bytes], format_: str, name: str) -> dict[str, Any] | None:
    visit, key, parts = form.visit, form.visit.key(), 0
    label = "".join(sign for sign in name if sign.isprintable())[:200]
    try:
        job = visit.act(StartImport, f"{key}-start", **form.data(), format=format_, label=label, dry_run=True)
        for parts, piece in enumerate(_pieces(stream), 1):
            visit.act(AddImportRows, f"{key}-{parts}", import_id=job["import_id"], part=parts, content=piece)
        return visit.act(FinishImport, f"{key}-end", import_id=job["import_id"], parts=parts)
    except (Invalid, Conflict, Unavailable) as refusal:
        form.refuse(refusal)
    return None


def _pieces(stream: IO[bytes]) -> Iterator[str]:
    """The file as text, piece by piece; refuses `UnicodeError`."""
    stream.seek(0)
    begin = stream.read(2)
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-16" if begin in UTF_16 else "utf-8-sig")()
    while data := stream.read(PIECE):
        if text := decoder.decode(data):
            yield text
    if rest := decoder.decode(b"", final=True):
        yield rest
