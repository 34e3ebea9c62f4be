"""How records become cells and cells become records, without loss and without a formula."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from contracts.languages import LANGUAGES
from contracts.problems import problem

Record = dict[str, Any]
Problems = list[dict[str, str]]

# What spreadsheets take for a formula (OWASP "CSV injection"), the wide forms of East Asian keyboards too.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠|%]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_MAP = (*LANGUAGES, "more")


class BadCell(ValueError):
    """The cell does not have the form of its column; says which form."""


def safe(cell: str) -> str:
    """The cell as no spreadsheet computes it: an apostrophe before what looks like a formula; numbers stay."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def plain(cell: str) -> str:
    """The cell as it was before `safe`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def columns_of(kinds: Mapping[str, str]) -> list[str]:
    """The columns of a table whose fields have these kinds; a map of languages has one each, and one for the others."""
    return [column for field, kind in kinds.items() for column in _columns(field, kind)]


def cells_of(record: Record, kinds: Mapping[str, str]) -> list[str]:
    """The record as cells in the order of `columns_of`."""
    return [safe(cell) for field, kind in kinds.items() for cell in _WRITE[kind](record.get(field))]


def record_of(cells: Mapping[str, str], kinds: Mapping[str, str]) -> tuple[Record, Problems]:
    """The fields whose columns are there, as plain JSON data, and what is wrong with their cells."""
    record, problems = {}, []
    for field, kind in kinds.items():
        mine = {column: plain(cells[column]).strip() for column in _columns(field, kind) if column in cells}
        try:
            if mine:
                record[field] = _READ[kind](mine, field)
        except BadCell as wrong:
            column, _, wanted = str(wrong).partition("|")
            problems.append(problem(column, "wrong_form", wanted))
    return record, problems


def unknown_columns(header: list[str], kinds: Mapping[str, str]) -> Problems:
    """What is wrong with the first line: columns that are not ours, and ones that stand there twice."""
    known, problems = columns_of(kinds), []
    for position, column in enumerate(header):
        if column not in known:
            problems.append(
                problem(column or f"column {position + 1}", "unknown_column", f"One of {', '.join(known)}.")
            )
        elif column in header[:position]:
            problems.append(problem(column, "repeated", "This column stands there twice."))
    return problems


def _columns(field: str, kind: str) -> list[str]:
    if kind == "names":
        return [f"{field}.{part}" for part in ("source", *_MAP)]
    return [f"{field}.{part}" for part in ("email", "phone", "public")] if kind == "contact" else [field]


def _write_names(value: Any) -> list[str]:
    names = value or {}
    more = {code: text for code, text in names.items() if code not in ("source", *LANGUAGES)}
    return [names.get("source", ""), *(names.get(code, "") for code in LANGUAGES), _json(more)]


def _read_names(cells: Mapping[str, str], field: str) -> Any:
    more = _loaded(cells.get(f"{field}.more", ""), f"{field}.more", dict) or {}
    names = {code: cells[f"{field}.{code}"] for code in LANGUAGES if cells.get(f"{field}.{code}")} | more
    source = cells.get(f"{field}.source")
    return {"source": source, **names} if source and names else names


def _write_contact(value: Any) -> list[str]:
    return [value["email"] or "", value["phone"] or "", _flag(value["public"])] if value else ["", "", ""]


def _read_contact(cells: Mapping[str, str], field: str) -> Any:
    found = {part: cells.get(f"{field}.{part}") or None for part in ("email", "phone")}
    public = _read_flag({field: cells.get(f"{field}.public", "")}, f"{field}.public")
    return {**found, "public": public} if any(cells.values()) else None


def _write_ids(value: Any) -> list[str]:
    return [
        "|".join(f"{one['scheme']}:{one['value']}".replace("\\", "\\\\").replace("|", "\\|") for one in value or [])
    ]


def _read_ids(cells: Mapping[str, str], field: str) -> Any:
    parts = [re.sub(r"\\(.)", r"\1", one) for one in re.findall(r"(?:\\.|[^|\\])+", _only(cells))]
    if any(":" not in part for part in parts):
        raise BadCell(f"{field}|scheme:value, several with | between them.")
    return [{"scheme": one.partition(":")[0].strip(), "value": one.partition(":")[2].strip()} for one in parts]


def _read_codes(cells: Mapping[str, str], field: str) -> Any:
    return [part.strip() for part in _only(cells).split("|") if part.strip()]


def _read_number(cells: Mapping[str, str], field: str) -> Any:
    cell = _only(cells)
    if cell and not _NUMBER.fullmatch(cell):
        raise BadCell(f"{field}|A number with a point, e.g. 39.93.")
    return None if not cell else float(cell) if re.search(r"[.eE]", cell) else int(cell)


def _read_flag(cells: Mapping[str, str], field: str) -> Any:
    cell = _only(cells).lower()
    if cell not in ("", "true", "false"):
        raise BadCell(f"{field}|true or false.")
    return cell == "true"


def _read_json(cells: Mapping[str, str], field: str) -> Any:
    return _loaded(_only(cells), field, list) or []


def _loaded(cell: str, field: str, wanted: type) -> Any:
    try:
        value = json.loads(cell) if cell else None
    except (ValueError, RecursionError):
        value = cell
    if value is not None and not isinstance(value, wanted):
        raise BadCell(f"{field}|JSON, {'a list' if wanted is list else 'an object'}.")
    return value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str) if value else ""


def _flag(value: Any) -> str:
    return "true" if value else "false"


def _only(cells: Mapping[str, str]) -> str:
    return next(iter(cells.values()))


_WRITE: dict[str, Callable[[Any], list[str]]] = {
    "text": lambda value: ["" if value is None else str(value)],
    "number": lambda value: ["" if value is None else repr(value)],
    "flag": lambda value: [_flag(value)],
    "codes": lambda value: ["|".join(value or [])],
    "json": lambda value: [_json(value)],
    "names": _write_names,
    "contact": _write_contact,
    "ids": _write_ids,
}
_READ: dict[str, Callable[[Mapping[str, str], str], Any]] = {
    "text": lambda cells, field: _only(cells) or None,
    "number": _read_number,
    "flag": _read_flag,
    "codes": _read_codes,
    "json": _read_json,
    "names": _read_names,
    "contact": _read_contact,
    "ids": _read_ids,
}
# The table of institutions, as it is exported.
INSTITUTION = {
    "institution_id": "text", "version": "number", "status": "text", "slug": "text", "names": "names",
    "other_names": "json", "types": "codes", "stakeholder": "text", "country": "text", "international": "flag",
    "city": "text", "latitude": "number", "longitude": "number", "website": "text", "domains": "codes",
    "established": "number", "topics": "codes", "languages": "codes", "programmes": "codes", "fields_of_training": "codes",
    "facilities": "json", "capacity": "number", "capabilities": "json", "description": "names", "contact": "contact", "external_ids": "ids", "links": "json", "sites": "json",
}  # fmt: skip
OPPORTUNITY = {
    "opportunity_id": "text", "version": "number", "status": "text", "slug": "text", "institution_id": "text",
    "institution_names": "names", "country": "text", "title": "names", "description": "names", "kind": "text",
    "topic": "text", "fields_of_training": "codes", "start_date": "text", "end_date": "text", "deadline": "text",
    "zone": "text", "languages": "codes", "modality": "text", "place": "text", "fee_amount": "text",
    "fee_currency": "text", "eligibility": "names", "eligible_countries": "codes", "eligible_groups": "codes",
    "min_age": "number", "max_age": "number", "language_level": "text", "seniority": "codes", "sectors": "codes",
    "attendance": "text", "contact_email": "text", "url": "text", "modules": "json",
}  # fmt: skip
# What an import may say besides.
TAKEN = {"institutions": {**INSTITUTION, "force_reason": "text"}, "opportunities": OPPORTUNITY}
