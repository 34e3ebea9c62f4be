"""Reading a CSV or JSON file that arrives as pieces of text, row by row, in bounded memory."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from contracts.problems import problem
from services.registry.transfers.domain import Problems, unknown_columns

LONGEST_CELL = 131_072
_DELIMITERS = ",;\t"
_BLANKS = re.compile(r"[\s,\[\]]*")


@dataclass
class Row:
    """A row of the file: where it begins, its cells or fields, or what is wrong with it."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: Problems = field(default_factory=list)


def rows_of(pieces: Iterable[str], form: str, kinds: dict[str, str]) -> Iterator[Row]:
    """The rows of a CSV (with the columns of `kinds`) or JSON file; a file that cannot be read on ends in a row that says so."""
    text = _without_mark(pieces)
    return _csv_rows(_lines(text), kinds) if form == "csv" else _json_rows(text)


def _without_mark(pieces: Iterable[str]) -> Iterator[str]:
    first = True
    for piece in pieces:
        yield piece.removeprefix("\ufeff") if first else piece
        first = False


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """The text's lines with their ends; only a line feed ends one, as in the csv module's own files."""
    rest = ""
    for piece in pieces:
        *whole, rest = (rest + piece).split("\n")
        yield from (f"{line}\n" for line in whole)
    if rest:
        yield rest


def _csv_rows(lines: Iterator[str], kinds: dict[str, str]) -> Iterator[Row]:
    first, begun = next(lines, ""), 1
    if found := re.fullmatch(r"sep=(.)\r?\n?", first):
        delimiter, first, begun = found.group(1), next(lines, ""), 2
    else:
        delimiter = _delimiter(first)
    reader = csv.reader(_again(first, lines), delimiter=delimiter, strict=True)
    header = [cell.strip() for cell in next(_cells(reader, begun - 1), (1, [], None))[1] or []]
    wrong = unknown_columns(header, kinds) if header else [problem("", "empty", "There is no first line with columns.")]
    if wrong:
        yield Row(begun, problems=wrong)
        return
    for line, cells, problems in _cells(reader, begun - 1):
        if problems:
            yield Row(line, problems=problems)
        elif any(cell.strip() for cell in cells or []):
            yield _row(line, header, cells or [])


def _row(line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        told = f"{len(cells)} cells, but the first line has {len(header)} columns."
        return Row(line, problems=[problem("", "wrong_count", told)])
    return Row(line, dict(zip(header, cells, strict=True)))


def _cells(reader: Any, before: int) -> Iterator[tuple[int, list[str] | None, Problems | None]]:
    """The line on which each row begins and its cells, or what is wrong with it."""
    while True:
        line = reader.line_num + before + 1
        try:
            yield line, next(reader), None
        except StopIteration:
            return
        except csv.Error as wrong:
            yield line, None, [problem("", "not_csv", f"This row is no CSV: {wrong}.")]


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _delimiter(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=lambda sign: (bare.count(sign), -_DELIMITERS.index(sign)))


def _json_rows(pieces: Iterator[str]) -> Iterator[Row]:
    """The objects of a JSON list, or of JSON lines: one after another, whatever stands between them."""
    decoder, text, at, line = json.JSONDecoder(), "", 0, 1
    while True:
        while len(text) - at < 2 * LONGEST_CELL and (piece := next(pieces, "")):
            text, at = text[at:] + piece, 0
        begin = _after_blanks(text, at)
        line, at = line + text.count("\n", at, begin), begin
        if at == len(text):
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as wrong:
            yield Row(line, problems=[problem("", "not_json", f"The file breaks off here: {str(wrong)[:100]}.")])
            return
        yield _object(line, value)
        line, at = line + text.count("\n", at, end), end


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _object(line: int, value: Any) -> Row:
    if not isinstance(value, dict):
        return Row(line, problems=[problem("", "not_an_object", "A JSON object is needed.")])
    return Row(line, value)
