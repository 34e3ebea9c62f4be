"""Brings the catalogues up to date with the words in templates and code: `python -m services.gateway.locales.extract`."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

GATEWAY = Path(__file__).parent.parent
METHODS = [("pages/templates/**.html", "jinja2"), ("pages/**.py", "python")]
NOISE = ("Report-Msgid", "PO-Revision", "Last-Translator", "Language-Team", "POT-Creation", "Generated-By")


def wanted() -> Catalog:
    """Every message of the pages."""
    catalogue = Catalog(charset="utf-8")
    for _name, _line, message, _comments, _context in extract_from_dir(str(GATEWAY), METHODS):
        catalogue.add(message)
    return catalogue


def update(path: Path) -> None:
    """Add new messages to a catalogue and drop those nobody uses, keeping what is translated."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.name)
    catalogue.update(wanted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, no_location=True)
    # Names and dates of tools are not facts about the translation; without them a second run changes nothing.
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(tuple(f'"{word}' for word in NOISE))))


if __name__ == "__main__":
    for catalogue_path in sorted(Path(__file__).parent.glob("*/messages.po")):
        update(catalogue_path)
