"""One folding for stored names and for what people type in search of them, over Arabic, French and Turkish writing (P17)."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

# A letter can fold to a dozen; an index of PostgreSQL takes 2,700 bytes, a word of its text search 2,046.
LONGEST, LONGEST_WORD = 600, 100
_KEPT_LETTERS = 20_000
_APOSTROPHES = "'’‘ʼʻʿʾʹ`´"
_SILENT = "ـ\u200c\u200d\u00ad"
_SAME = {
    "ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ə": "e", "ŋ": "n",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "ة": "ه", "ۃ": "ه",
}  # fmt: skip
_DROPPED = dict.fromkeys(_APOSTROPHES + _SILENT)
_LETTERS = str.maketrans(_SAME | _DROPPED)
_ONLY_DROPPED = str.maketrans(_DROPPED)
_PARTED = str.maketrans(dict.fromkeys(_APOSTROPHES + "\u200c", " "))
_COMPOUND = re.compile(f"[{_APOSTROPHES}\u200c‐‑.·/-]")
_INSIDE = re.compile(r"(?<=\w)[-‐‑.·/](?=\w)")
# Letters of a few languages that are typed on keyboards without them, and a hamza that stands alone.
_TYPED_AS = str.maketrans(
    {
        "ғ": "г",
        "қ": "к",
        "ң": "н",
        "ө": "о",
        "ұ": "у",
        "ү": "у",
        "һ": "х",
        "ҳ": "х",
        "ҷ": "ч",
        "і": "и",
        "ә": "а",
        "ء": "",
    }
)
# Indic vowel signs (0), nukta (7) and virama (9) tell words apart; accents and Arabic or Hebrew points do not.
_MEANINGFUL_MARKS = (0, 7, 9)
_FIRST_ARABIC = "\u0600"
_ARABIC_ARTICLES = ("وال", "بال", "لل", "ال")
_ELIDED = re.compile(f"^(?:[cdjlmnst]|qu|jusqu|lorsqu)[{_APOSTROPHES}](?=\\w)", re.IGNORECASE)
# Words that say nothing of which institution is meant; a search does without them where it has others.
SMALL_WORDS = frozenset(
    """of the and for in at on to a an by with de du des la le les d l et en au aux sur pour e y do da dos das i o
    al el ve ile di dan und von der ва и на по имени им و في من علي در به از""".split()
)
# Before a sound, among words.
SOUND = "~"
LATIN_ARTICLES = ("al", "el")
_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويءپچژگٹڈڑںڤ",
        "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y - p ch zh g t d r n v".split(),
        strict=True,
    )
)
_CYRILLIC = dict(
    zip(
        "абвгдежзиклмнопрстуфхцчшщъыьэюяәғқңөұүһҳҷқ",
        "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya a g q ng o u u h h j q".split(),
        strict=True,
    )
)
LATIN = str.maketrans({letter: latin.strip("-") for letter, latin in (_ARABIC | _CYRILLIC).items()})
_ALIKE = tuple(
    pair.split("=")
    for pair in "kh=h gh=g ch=c sh=s dh=d th=t ou=u oo=u ee=i y=i q=k c=k w=v z=s j=i".split()
)  # fmt: skip
_ASCII_WORDS = re.compile("[a-z0-9]+")
_VOWELS = re.compile("[aeiou]")
_DOUBLED = re.compile(r"(.)\1+")


class _Table(dict[int, str]):
    """What each letter becomes, worked out when it is first met; of rare letters not all are kept."""

    def __init__(self, become: Callable[[str], str]) -> None:
        super().__init__()
        self._become = become

    def __missing__(self, code: int) -> str:
        found = self._become(chr(code))
        if len(self) < _KEPT_LETTERS:
            self[code] = found
        return found


def _letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter.translate(_ONLY_DROPPED)).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    kept = (c for c in plain if unicodedata.combining(c) in _MEANINGFUL_MARKS)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept).translate(_LETTERS)


def _folded(letter: str) -> str:
    plain = _letter(letter).translate(_TYPED_AS)
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in plain)


_LETTER_TABLE, _FOLD_TABLE = _Table(_letter), _Table(_folded)


def letters(text: str) -> str:
    """The text with case, accents and spelling variants of a letter made equal; punctuation stays."""
    if text.isascii():
        return text.translate(_ONLY_DROPPED).lower()
    return unicodedata.normalize("NFKD", text.translate(_LETTER_TABLE))


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """The folded words of the text with one space between them, at most 600 characters."""
    if text.isascii():
        plain = " ".join(_ASCII_WORDS.findall(letters(text)))
    else:
        plain = " ".join(unicodedata.normalize("NFKD", text.translate(_FOLD_TABLE)).split())
    return plain[:LONGEST].rstrip()


def words_of(text: str) -> list[str]:
    """The folded words of a query, each cut to 100 characters."""
    return [word[:LONGEST_WORD] for word in fold(text).split()]


def bare(word: str) -> str:
    """A folded word without its Arabic article where enough of it remains."""
    if word < _FIRST_ARABIC:
        return word
    for article in _ARABIC_ARTICLES:
        if word.startswith(article) and len(word) > len(article) + 2:
            return word[len(article) :]
    return word


def without_marks(word: str) -> str:
    """A folded word without the vowel signs of Indic writing, for who cannot type them; the word itself where nothing is left."""
    if word < _FIRST_ARABIC:
        return word
    return "".join(c for c in word if unicodedata.category(c)[0] != "M") or word


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """What spellings of a folded word have in common: Latin consonants, alike ones made one; "" where too few are left."""
    latin = word.translate(LATIN)
    for written, heard in _ALIKE:
        latin = latin.replace(written, heard)
    latin = _DOUBLED.sub(r"\1", latin)
    heard = latin[:1] + _VOWELS.sub("", latin[1:])
    return heard[:LONGEST_WORD] if len(heard) > 1 and len(word) > 3 else ""


def sounds_of(texts: Iterable[str]) -> list[str]:
    """The sounds of the texts' words, sorted, each after a sign that no folded word holds: to be kept among the words."""
    heard = {_heard(word) for text in texts for word in words_of(text)}
    return sorted(SOUND + found for found in heard - {""})


@lru_cache(maxsize=20_000)
def _heard(word: str) -> str:
    return sound(bare(word))


@lru_cache(maxsize=20_000)
def _found_by(word: str) -> tuple[str, ...]:
    return (word, bare(word), without_marks(word))


def search_words(texts: Iterable[str]) -> list[str]:
    """Every word the texts are found by, sorted; `d'Ivoire` counts as `divoire`, `d`, `ivoire`, `Al-Azhar` also as `alazhar`, an Arabic word also without its article."""
    found: set[str] = set()
    for text in texts:
        words = words_of(text)
        found.update(words)
        if _COMPOUND.search(text):
            for other in {text.translate(_PARTED), _INSIDE.sub("", text)} - {text}:
                found.update(words_of(other))
        if not found.isdisjoint(LATIN_ARTICLES):
            found.update((one + other)[:LONGEST_WORD] for one, other in pairwise(words) if one in LATIN_ARTICLES)
    found.update([form for word in found if word >= _FIRST_ARABIC for form in _found_by(word)])
    return sorted(found)


def query_words(text: str) -> list[list[str]]:
    """For each telling word of a query the folded forms any of which will do, in its order; small words count only where nothing else is left."""
    typed = [forms for part in text.split() for forms in _forms(part)]
    telling = [forms for forms in typed if not _is_small(forms[0])] or typed
    after_article = {other[0] for one, other in pairwise(typed) if one[0] in LATIN_ARTICLES}
    joined = [
        [*forms, *(a + forms[0] for a in LATIN_ARTICLES)] if forms[0] in after_article else forms for forms in telling
    ]
    return [list(dict.fromkeys(form[:LONGEST_WORD] for form in forms)) for forms in joined]


def _forms(part: str) -> list[list[str]]:
    words = words_of(part)
    if _ELIDED.match(part) and len(words) == 1:
        words_without = words_of(_ELIDED.sub("", part))
        return [[*words_without, *words]]
    return [list(dict.fromkeys((word, bare(word), without_marks(word)))) for word in words]


def _is_small(word: str) -> bool:
    return word in SMALL_WORDS or (len(word) == 1 and word.isalpha())
