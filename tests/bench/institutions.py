"""Institutions by the hundred thousand: variations of real ones where those lie beside the project, of made-up ones elsewhere."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "institutions" / "ror_oic.jsonl"
MADE_UP = 2_800
SEED = 4
KINDS = {
    "en": "University Institute College Academy Polytechnic Centre Hospital".split(),
    "fr": "Université Institut École Centre Académie".split(),
    "tr": "Üniversitesi Enstitüsü Akademisi Merkezi Hastanesi".split(),
    "ar": "جامعة معهد كلية أكاديمية مركز".split(),
}
SUBJECTS = {
    "en": "Medical Sciences,Technology,Statistics,Agriculture,Economics,Education,Engineering,Health,Law,Arts".split(
        ","
    ),
    "fr": "des sciences,de technologie,de statistique,d'agronomie,d'économie,de santé,d'ingénieurs,d'art".split(","),
    "tr": "Teknik,Sağlık Bilimleri,Ekonomi,Tarım,Eğitim,Bilim,Işık,Güzel Sanatlar".split(","),
    "ar": "العلوم,التكنولوجيا,الطب,الزراعة,الاقتصاد,الإحصاء,الهندسة,الآداب".split(","),
}
PLACES = {
    "TR": "Ankara İstanbul İzmir Trabzon Kayseri Şırnak", "DZ": "Alger Oran Constantine Sétif Béjaïa",
    "EG": "Cairo Alexandria Aswan Mansoura", "ID": "Jakarta Bandung Medan Surabaya Makassar",
    "NG": "Lagos Abuja Kano Ibadan Akure", "PK": "Lahore Karachi Multan Peshawar Quetta",
    "SN": "Dakar Thiès Ziguinchor", "UZ": "Tashkent Samarkand Bukhara", "JO": "Amman Irbid Aqaba", "CI": "Abidjan Bouaké",
}  # fmt: skip
SYLLABLES = "ba da fa ga ha ka la ma na ra sa ta za ben dar far kar mar nur sal tar zan il or um".split()


def institutions(number: int) -> Iterator[dict[str, Any]]:
    """So many records as ROR writes them, always the same ones; ids are free, names hardly ever the same."""
    chosen = random.Random(SEED)
    base = _real() or [_made_up(chosen) for _ in range(MADE_UP)]
    pool = sorted(
        {word for record in base for name in record["names"] for word in name["value"].split() if len(word) > 3}
    )
    for position in range(number):
        record = base[position % len(base)]
        turn = position // len(base)
        yield _varied(record, turn, position, pool, chosen)


def id_of(position: int) -> UUID:
    """The id of the record at this place."""
    return UUID(int=(SEED << 64) + position)


def _real() -> list[dict[str, Any]]:
    if not REAL.exists():
        return []
    with REAL.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _varied(record: dict[str, Any], turn: int, position: int, pool: list[str], chosen: random.Random) -> dict[str, Any]:
    names = [{**name, "value": _respelt(name["value"], turn, pool, chosen)} for name in record["names"]]
    hosts = [f"{position}.{host}"[-250:] if turn else host for host in record["domains"]]
    return {
        **record, "id": f"https://ror.org/{_ror_id(position)}", "names": names, "domains": hosts,
        "external_ids": [], "relationships": [],
    }  # fmt: skip


def _respelt(name: str, turn: int, pool: list[str], chosen: random.Random) -> str:
    words = name.split()
    if turn and len(words) > 1:
        words[chosen.randrange(len(words))] = chosen.choice(pool)
    return " ".join([*words, str(turn)] if turn and len(words) < 3 else words)[:300]


def _ror_id(number: int) -> str:
    """The number as ROR writes it: Crockford's base 32, then two check digits by ISO 7064 mod 97-10."""
    alphabet, rest, found = "0123456789abcdefghjkmnpqrstvwxyz", number, ""
    for _ in range(6):
        rest, digit = divmod(rest, 32)
        found = alphabet[digit] + found
    return f"0{found}{98 - number * 100 % 97:02}"


def _made_up(chosen: random.Random) -> dict[str, Any]:
    country = chosen.choice(sorted(PLACES))
    city, proper = chosen.choice(PLACES[country].split()), "".join(chosen.choices(SYLLABLES, k=3)).title()
    names = []
    for language in ("en", chosen.choice(("fr", "tr", "ar"))):
        kind, subject = chosen.choice(KINDS[language]), chosen.choice(SUBJECTS[language])
        types = ["label", "ror_display"] if language == "en" else ["label"]
        names.append({"lang": language, "types": types, "value": f"{proper} {kind} {subject} {city}"})
    place = {"country_code": country, "lat": 10.0, "lng": 20.0, "name": city}
    host = f"{proper.lower()}{chosen.randrange(10_000)}.example.org"
    return {
        "status": "active", "types": ["education"], "established": 1990, "names": names, "domains": [host],
        "links": [{"type": "website", "value": f"https://{host}"}], "locations": [{"geonames_details": place}],
    }  # fmt: skip
