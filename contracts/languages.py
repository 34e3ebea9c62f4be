"""Multilingual text: a plain map {"source": "en", "en": "…", "ar": "…"} and the Moodle `mlang` notation for it."""

import re

LANGUAGES = ("en", "ar", "fr")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ps", "ckb", "dv", "sd", "ug", "yi"})
CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?|other")
_TAG = re.compile(r"\{\s*mlang\b([^{}]*)\}", re.IGNORECASE)

Text = dict[str, str]


class MlangProblem(ValueError):
    """The mlang notation is broken at `position` (0-based character)."""

    def __init__(self, code: str, position: int) -> None:
        super().__init__(f"{code} at {position}")
        self.code, self.position = code, position


def is_code(code: str) -> bool:
    """Whether this is a language tag we take: language[-Script][-REGION], or the mlang word `other` (BCP 47 subset)."""
    return CODE.fullmatch(code) is not None


def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def fallbacks(language: str, source: str | None = None) -> list[str]:
    """The languages to try in order: exact, parents, `other`, the source."""
    parts = language.split("-")
    chain = ["-".join(parts[:n]) for n in range(len(parts), 0, -1)] + ["other"]
    return chain + ([source] if source and source not in chain else [])


def pick(text: Text | None, language: str) -> tuple[str, str]:
    """The text in the nearest language that has one, and which language that is; ("", language) only where all are blank."""
    text = text or {}
    for code in [*fallbacks(language, text.get("source")), *(k for k in text if k != "source")]:
        if (text.get(code) or "").strip():
            return text[code], code
    return "", language


def source_of(text: Text) -> str | None:
    """The declared source language, or the first of en, ar, fr that has words, or any that has."""
    if "source" in text:
        return text["source"]
    filled = [code for code in text if (text[code] or "").strip()]
    return next((code for code in LANGUAGES if code in filled), filled[0] if filled else None)


def gaps(text: Text, required: tuple[str, ...] = LANGUAGES) -> list[str]:
    """The required languages in which words are missing."""
    return [code for code in required if not (text.get(code) or "").strip()]


def has_mlang(value: str) -> bool:
    """Whether a `{mlang` tag stands in the value."""
    return "{mlang" in value.lower().replace(" ", "")


def parse_mlang(value: str) -> Text:
    """The text map that a Moodle mlang string means; words outside blocks are common to all its languages (moodle-filter_multilang2)."""
    pieces: list[tuple[list[str] | None, str]] = []
    current: list[str] | None = None
    start = 0
    for tag in _TAG.finditer(value):
        codes = tag.group(1).strip()
        pieces.append((current, value[start : tag.start()]))
        start = tag.end()
        if codes:
            if current is not None:
                raise MlangProblem("nested_mlang", tag.start())
            current = _codes(codes, tag.start())
        elif current is None:
            raise MlangProblem("unopened_mlang", tag.start())
        else:
            current = None
    if current is not None:
        raise MlangProblem("unclosed_mlang", len(value))
    pieces.append((None, value[start:]))
    if has_mlang("".join(words for _, words in pieces)):
        raise MlangProblem("broken_mlang", value.lower().find("{mlang"))
    return _join(pieces)


def to_mlang(text: Text) -> str:
    """The mlang string that parses back to the same map."""
    return "".join(f"{{mlang {code}}}{words}{{mlang}}" for code, words in text.items() if code != "source" and words)


def _codes(codes: str, position: int) -> list[str]:
    found = [code.strip() for code in codes.split(",")]
    if not all(is_code(code) for code in found):
        raise MlangProblem("unknown_language", position)
    return found


def _join(pieces: list[tuple[list[str] | None, str]]) -> Text:
    languages = list(dict.fromkeys(code for codes, words in pieces if codes and words.strip() for code in codes))
    if not languages:
        words = "".join(words for codes, words in pieces if codes is None).strip()
        return {"source": "other", "other": words} if words else {}
    text = {
        code: "".join(words for codes, words in pieces if codes is None or code in codes).strip() for code in languages
    }
    return {"source": source_of(text) or languages[0], **text}
