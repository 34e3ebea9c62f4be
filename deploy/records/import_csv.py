"""`python -m deploy.records.import_csv <file> [endpoints.json] [--keep] [--partial] [--kind=institutions] [--json]`: import a table.

Without --keep it is a trial. With --keep the rows are kept if none is refused; with --partial the good ones are kept all
the same. Every refused row is listed with its line, field and reason; all of them go to import-problems.jsonl.
"""

import codecs
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.client import Answer, Api, content_key, endpoints, until

PIECE = 500 * 1024
SHOWN = 20
PATIENCE = 3600


def pieces(path: Path) -> Iterator[str]:
    """The file's text in pieces of less than 512 KiB, never cut inside a character; refuses what is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while block := file.read(PIECE):
            if text := decoder.decode(block):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text


def upload(api: Api, path: Path, options: Answer) -> Answer:
    """Hand the file over piece by piece and answer the job that waits."""
    job = api.post("/v1/imports", {**options, "label": path.name})
    address, parts = f"/v1/imports/{job['import_id']}", 0
    for parts, content in enumerate(pieces(path), 1):
        body = {"part": parts, "content": content}
        api.post(f"{address}/rows", body, content_key(f"{job['import_id']}-{parts}", body))
    if not parts:
        raise SystemExit(f"{path}: the file is empty")
    return api.post(f"{address}/application", {"parts": parts})


def follow(api: Api, job: Answer) -> Answer:
    """The job once it is over."""

    def over() -> Answer | None:
        now = api.get(f"/v1/imports/{job['import_id']}")
        print(f"  {now['status']}: {now['rows']} rows, {now['refused']} refused", flush=True)
        return now if now["finished_at"] else None

    return until("the import is over", over, seconds=PATIENCE)


def report(api: Api, job: Answer, place: Path) -> None:
    """Say what became of the rows; every problem goes to a file."""
    said = ", ".join(f"{job[name]} {name}" for name in ("added", "revised", "unchanged", "refused"))
    kept = "a trial, nothing is kept" if job["dry_run"] else "nothing is kept" if job["status"] != "done" else "kept"
    print(f"  {said}; {kept}")
    problems: list[dict[str, Any]] = list(api.pages(f"/v1/imports/{job['import_id']}/problems"))
    for one in problems[:SHOWN]:
        print(f"  line {one['line']}: {one['field']} {one['code']}: {one['message']}")
    if problems:
        place.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in problems), encoding="utf-8")
        print(f"  every problem: {place}")


def main(argv: list[str]) -> int:
    """0 where no row was refused."""
    names = [name for name in argv if not name.startswith("--")]
    if not names:
        raise SystemExit(__doc__)
    file, where = Path(names[0]), Path(names[1] if len(names) > 1 else ".local/endpoints.json")
    if not file.is_file():
        raise SystemExit(f"{file}: no such file")
    found = endpoints(where)
    api = Api(found["gateway"], found["officer"]["token"])
    kind = next((name.partition("=")[2] for name in argv if name.startswith("--kind=")), "institutions")
    keep = "--keep" in argv or "--partial" in argv
    options = {
        "kind": kind, "format": "json" if "--json" in argv or file.suffix in (".json", ".jsonl") else "csv",
        "dry_run": not keep, "partial": "--partial" in argv,
    }  # fmt: skip
    try:
        job = follow(api, upload(api, file, options))
    except UnicodeDecodeError as wrong:
        raise SystemExit(f"{file}: not UTF-8 near byte {wrong.start}; save the table as CSV UTF-8") from None
    report(api, job, where.parent / "import-problems.jsonl")
    return 1 if job["refused"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
