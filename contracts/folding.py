"""One folding for stored names and for what people type in search of them, over Arabic, French and Turkish writing (P17)."""

import unicodedata
from collections.abc import Iterable

# A letter can fold to a dozen; an index of PostgreSQL takes 2,700 bytes, a word of its text search 2,046.
LONGEST, LONGEST_WORD = 600, 100
_APOSTROPHES = "'’‘ʼʻʿʾʹ`´"
_SILENT = "ـ\u200c\u200d\u00ad"
_SAME = {
    "ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ə": "e", "ŋ": "n",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "ة": "ه", "ۃ": "ه",
}  # fmt: skip
_DROPPED = dict.fromkeys(_APOSTROPHES + _SILENT)
_LETTERS = str.maketrans(_SAME | _DROPPED)
_ONLY_DROPPED = str.maketrans(_DROPPED)
_PARTED = str.maketrans(dict.fromkeys(_APOSTROPHES, " "))
# Indic vowel signs (0), nukta (7) and virama (9) tell words apart; accents and Arabic or Hebrew points do not.
_MEANINGFUL_MARKS = (0, 7, 9)
_ARABIC_ARTICLE = "ال"


def letters(text: str) -> str:
    """The text with case, accents and spelling variants of a letter made equal; punctuation stays."""
    plain = unicodedata.normalize("NFKD", text.translate(_ONLY_DROPPED)).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    kept = (c for c in plain if unicodedata.combining(c) in _MEANINGFUL_MARKS)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept).translate(_LETTERS)


def fold(text: str) -> str:
    """The folded words of the text with one space between them, at most 600 characters."""
    spaced = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in letters(text))
    return " ".join(spaced.split())[:LONGEST].rstrip()


def words_of(text: str) -> list[str]:
    """The folded words of a query, each cut to 100 characters."""
    return [word[:LONGEST_WORD] for word in fold(text).split()]


def search_words(texts: Iterable[str]) -> list[str]:
    """Every word the texts are found by, sorted; `d'Ivoire` counts as `divoire`, `d`, `ivoire`, an Arabic word also without its article."""
    found: set[str] = set()
    for text in texts:
        found.update(words_of(text), words_of(text.translate(_PARTED)))
    bare = {word.removeprefix(_ARABIC_ARTICLE) for word in found if len(word) > 4}
    return sorted(found | bare)
