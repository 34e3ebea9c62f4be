"""`python -m deploy.records.import_ror <file> [endpoints.json] [--all-or-nothing]`: import a ROR dump (schema v2).

The file is a JSON list or JSON lines. Rows enter in batches by the registry's own use case; every row that could not be
taken is listed with its line and reasons. With --all-or-nothing nothing is kept unless every row can be taken.
"""

import json
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from deploy.client import Answer, Api, endpoints

BATCH = 250
ON_THEIR_WAY = 3  # one is read, one is written, one travels
SHOWN = 20


class Broken(Exception):
    """The file cannot be read on from `line`."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


def rows(path: Path) -> Iterator[Answer]:
    """The rows {line, record}; raises `Broken` where a JSON list breaks off, and yields {line, problem} for a bad JSON line."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        start = file.read(64).lstrip()[:1]
        file.seek(0)
        yield from _list_rows(file.read()) if start == "[" else _line_rows(file)


def _line_rows(file: Any) -> Iterator[Answer]:
    for line, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            record = json.loads(text)
        except ValueError as wrong:
            yield {"line": line, "problem": f"not JSON: {wrong}"}
            continue
        yield _row(line, record)


def _list_rows(text: str) -> Iterator[Answer]:
    decoder, position, line, counted = json.JSONDecoder(), text.index("[") + 1, 1, 0
    while True:
        position = _skip(text, position)
        line, counted = line + text.count("\n", counted, position), position
        if text[position : position + 1] == "]":
            return
        try:
            record, position = decoder.raw_decode(text, position)
        except ValueError as wrong:
            raise Broken(line, f"the list breaks off: {wrong}") from None
        yield _row(line, record)


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n,\ufeff":
        position += 1
    return position


def _row(line: int, record: Any) -> Answer:
    return {"line": line, "record": record} if isinstance(record, dict) else {"line": line, "problem": "not an object"}


class Import:
    """One import: counts what became of the rows and keeps the refused ones; several batches are on their way at once."""

    def __init__(self, api: Api, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.free = [Api(api.address.geturl(), api.token) for _ in range(ON_THEIR_WAY)]
        self.sent: deque[Future[Answer]] = deque()
        self.outcomes: Counter[str] = Counter()
        self.refused: list[Answer] = []
        self.batch: list[Answer] = []
        self.began = time.monotonic()

    def take(self, path: Path) -> "Import":
        """Send every row; a broken file counts as one refused row where it breaks, after the rows before it."""
        with ThreadPoolExecutor(ON_THEIR_WAY) as self.pool:
            try:
                for row in rows(path):
                    self._add(row)
            except Broken as broken:
                self._refuse(broken.line, [{"field": "", "code": "broken_file", "message": broken.reason}])
            self._send()
            while self.sent:
                self._hear()
        return self

    def _add(self, row: Answer) -> None:
        if "problem" in row:
            self._refuse(row["line"], [{"field": "", "code": "not_a_record", "message": row["problem"]}])
            return
        self.batch.append(row)
        if len(self.batch) == BATCH:
            self._send()

    def _send(self) -> None:
        if not self.batch:
            return
        if len(self.sent) == ON_THEIR_WAY:
            self._hear()
        self.sent.append(self.pool.submit(self._post, {"rows": self.batch, "dry_run": self.dry_run}))
        self.batch = []

    def _post(self, body: Answer) -> Answer:
        api = self.free.pop()
        try:
            return api.post("/v1/institutions/imports", body)
        finally:
            self.free.append(api)

    def _hear(self) -> None:
        for result in self.sent.popleft().result()["results"]:
            self.outcomes[result["outcome"]] += 1
            if result["outcome"] == "refused":
                self.refused.append(result)
        seconds = time.monotonic() - self.began
        print(
            f"  {'checked' if self.dry_run else 'done'} {sum(self.outcomes.values())} rows in {seconds:.1f} s",
            flush=True,
        )

    def _refuse(self, line: int, problems: list[Answer]) -> None:
        self.outcomes["refused"] += 1
        self.refused.append({"line": line, "outcome": "refused", "problems": problems})

    def report(self, path: Path) -> None:
        """Say what became of the rows; all refused ones go to a file beside the endpoints."""
        print("  " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items())) or "  no rows")
        for row in self.refused[:SHOWN]:
            reasons = "; ".join(f"{p['field']} {p['code']}: {p['message']}".strip() for p in row["problems"])
            print(f"  line {row['line']}: {reasons}")
        if self.refused:
            path.write_text(
                "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.refused), encoding="utf-8"
            )
            print(f"  every refused row: {path}")


def main(argv: list[str]) -> int:
    """0 where rows were taken as asked; 1 where --all-or-nothing kept nothing."""
    names = [name for name in argv if not name.startswith("--")]
    if not names:
        raise SystemExit(__doc__)
    file, where = Path(names[0]), Path(names[1] if len(names) > 1 else ".local/endpoints.json")
    if not file.is_file():
        raise SystemExit(f"{file}: no such file")
    found = endpoints(where)
    api, report = Api(found["gateway"], found["officer"]["token"]), where.parent / "import-refused.jsonl"
    if "--all-or-nothing" in argv:
        check = Import(api, dry_run=True).take(file)
        if check.refused:
            check.report(report)
            print("  nothing was imported")
            return 1
    Import(api).take(file).report(report)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
