"""The gettext catalogues, readable .po files compiled when the process starts."""

import io
from gettext import NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from contracts.languages import LANGUAGES

LOCALES = Path(__file__).parent.parent / "locales"


def load() -> dict[str, NullTranslations]:
    """The translations of every language; English is the source and needs none."""
    return {language: _compiled(LOCALES / language / "messages.po") for language in LANGUAGES}


def _compiled(path: Path) -> NullTranslations:
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.name, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
