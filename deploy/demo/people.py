"""The people of the demo: focal points of seven states and the five persons that each nominates, in three languages."""

from deploy.demo.world import Person

FOCAL_POINTS = {
    "TJ": ("en", "Lola Karimova"),
    "KZ": ("en", "Aigerim Bekova"),
    "SN": ("fr", "Mamadou Ndiaye"),
    "CI": ("fr", "Affoué N’Guessan"),
    "MA": ("fr", "Nadia Berrada"),
    "EG": ("ar", "منى عبد الرحمن"),
    "JO": ("ar", "سامر الخطيب"),
}
NAMES = {
    "TJ": ["Firuz Rahimov", "Zarina Saidova", "Daler Nazarov", "Munira Sharipova", "Bahrom Yusupov"],
    "KZ": ["Dana Akhmetova", "Yerlan Suleimenov", "Madina Omarova", "Timur Iskakov", "Saule Zhunusova"],
    "SN": ["Fatou Sarr", "Ousmane Ba", "Aïssatou Sow", "Cheikh Fall", "Mariama Diallo"],
    "CI": ["Kouassi Yao", "Aminata Koné", "Serge Kouamé", "Adjoua Konan", "Ibrahim Touré"],
    "MA": ["Youssef El Amrani", "Khadija Benali", "Omar Tazi", "Salma Idrissi", "Hicham Alaoui"],
    "EG": ["أحمد حسن", "فاطمة السيد", "محمد إبراهيم", "هبة مصطفى", "خالد عبد الله"],
    "JO": ["رنا الحسيني", "عمر العبادي", "ليلى حداد", "طارق الزعبي", "دينا القاسم"],
}


def nominees(tag: str) -> dict[str, list[Person]]:
    """Five persons for each country, each with an address of this run."""
    return {
        country: [
            Person(name, f"{country.lower()}.{number}.{tag}@example.org", FOCAL_POINTS[country][0], country)
            for number, name in enumerate(names, 1)
        ]
        for country, names in NAMES.items()
    }
