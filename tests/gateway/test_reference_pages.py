"""Reference data as officers keep it by the office's pages."""

from datetime import date

from contracts.refusals import Invalid, NotFound, StaleVersion
from contracts.registry.reference import InUse
from tests.gateway.panel_records import TRAINING_FIELD, VOCABULARY
from tests.gateway.records import GROUP, STATE
from tests.gateway.seen import send, text

HOME = "/en/office/reference"


def test_a_field_is_translated_and_keeps_its_official_name(office, department):
    department.answers["registry.translate_field"] = lambda f, e: TRAINING_FIELD
    assert 'name="fr"' in text(office.get(f"{HOME}/fields/0542"))
    assert send(office, f"{HOME}/fields/0542", ar="الإحصاء", fr="Statistique", version="2").status_code == 303
    assert department.last("registry.translate_field")[0] == {
        "code": "0542", "version": 2, "names": {"source": "en", "en": "Statistics", "ar": "الإحصاء", "fr": "Statistique"},
    }  # fmt: skip


def test_a_translation_is_kept_on_the_page_when_somebody_else_was_faster(office, department):
    def stale(fields, envelope):
        raise StaleVersion

    department.answers["registry.translate_field"] = stale
    html = text(send(office, f"{HOME}/fields/0542", fr="Statistique", version="1"))
    assert 'value="Statistique"' in html
    assert 'name="version" value="2"' in html


def test_gaps_are_found_by_language(office, department):
    html = text(office.get(f"{HOME}/fields?missing=fr&level=detailed"))
    assert department.last("registry.list_fields_of_training")[0] == {"missing": "fr", "level": "detailed", "limit": 50}
    assert "No French name" in html
    assert "Nothing was found" in text(office.get(f"{HOME}/fields?level=wide"))


def test_a_term_is_translated_or_replaced(office, department):
    for name in ("translate_term", "deprecate_term"):
        department.answers[f"registry.{name}"] = lambda f, e: VOCABULARY
    typed = {"names_source": "en", "names_en": "Water", "names_fr": "Eau", "version": "4"}
    assert send(office, f"{HOME}/vocabularies/topics/water", **typed).status_code == 303
    assert department.last("registry.translate_term")[0]["names"] == {"source": "en", "en": "Water", "fr": "Eau"}
    assert "Records that have it keep it." in text(office.get(f"{HOME}/vocabularies/topics/water/end"))
    assert send(office, f"{HOME}/vocabularies/topics/water/end", replaced_by="energy").status_code == 303
    assert department.last("registry.deprecate_term")[0] == {"name": "topics", "code": "water", "replaced_by": "energy"}
    assert office.get(f"{HOME}/vocabularies/topics/nothing").status_code == 404


def test_a_term_that_records_have_is_not_taken_out(office, department):
    def used(fields, envelope):
        raise InUse(uses=3)

    department.answers["registry.remove_term"] = used
    response = send(office, f"{HOME}/vocabularies/topics/water/removal")
    assert response.status_code == 409
    assert "Records use it." in text(response)
    department.answers["registry.remove_term"] = lambda f, e: VOCABULARY
    assert send(office, f"{HOME}/vocabularies/topics/water/removal").status_code == 303


def test_memberships_are_written_a_line_each(office, department):
    department.answers["registry.record_country_group"] = lambda f, e: GROUP
    assert "DZ 1962-08-16\nSY - 2011-11-16</textarea>" in text(office.get(f"{HOME}/groups/arab"))
    typed = {"names_en": "Arab states", "members": "dz 1962-08-16\nSY – 2011-11-16\n\nTN", "version": "2"}
    assert send(office, f"{HOME}/groups/arab", **typed).status_code == 303
    assert department.last("registry.record_country_group")[0] == {
        "code": "arab", "names": {"source": "en", "en": "Arab states"}, "includes": [], "expected_version": 2,
        "members": [{"country": "DZ", "since": "1962-08-16"}, {"country": "SY", "until": "2011-11-16"}, {"country": "TN"}],
    }  # fmt: skip


def test_a_line_that_is_wrong_is_named(office):
    typed = {"names_en": "Arab states", "members": "DZ 1962-08-16\nXX\nTN soon", "version": "2"}
    html = text(send(office, f"{HOME}/groups/arab", **typed))
    assert "Entry 2: Please choose from the list." in html
    assert "XX\nTN soon</textarea>" in html


def test_a_new_group_never_replaces_one_that_stands_there(office, department):
    typed = {"code": "arab", "names_en": "Arabs", "members": "DZ"}
    response = send(office, f"{HOME}/groups/new", **typed)
    assert 'href="#code"' in text(response)

    def unknown(fields, envelope):
        raise NotFound

    department.answers["registry.get_country_group"] = unknown
    department.answers["registry.record_country_group"] = lambda f, e: GROUP
    assert send(office, f"{HOME}/groups/new", **typed).status_code == 303
    assert "expected_version" not in department.last("registry.record_country_group")[0]


def corrected(office, department, **typed):
    department.answers["registry.record_member_state"] = lambda f, e: STATE
    whole = {
        "names_source": "en",
        "names_en": "Tajikistan",
        "weekend": ["6", "7"],
        "time_zones": "Asia/Dushanbe",
        "version": "1",
    }
    response = send(office, f"{HOME}/states/TJ", **whole | typed)
    return response, department.last("registry.record_member_state")[0] if response.status_code == 303 else {}


def test_a_weekend_is_corrected_or_changes_from_a_day_on(office, department):
    _, recorded = corrected(office, department, weekend=["5", "6"])
    assert recorded["weekends"] == [{"days": [5, 6], "since": None}]
    assert recorded["language"] == "tg"
    _, recorded = corrected(office, department, weekend=["5", "6"], weekend_since="2027-01-01")
    assert recorded["weekends"] == [{"days": [6, 7], "since": None}, {"days": [5, 6], "since": "2027-01-01"}]
    response, _ = corrected(office, department, weekend=[])
    assert 'href="#weekend-1"' in text(response)


def test_holidays_are_written_a_line_each(office, department):
    department.answers["registry.get_member_state"] = lambda f, e: (
        STATE | {"holidays": [{"day": date(2027, 9, 9), "name": "Independence Day"}]}
    )
    assert "2027-09-09 Independence Day</textarea>" in text(office.get(f"{HOME}/states/TJ"))
    _, recorded = corrected(
        office, department, holidays="2027-03-21 Nowruz, the first day\n\n2027-09-09  Independence Day"
    )
    assert recorded["holidays"] == [
        {"day": "2027-03-21", "name": "Nowruz, the first day"}, {"day": "2027-09-09", "name": "Independence Day"},
    ]  # fmt: skip
    assert corrected(office, department)[1]["holidays"] == []
    response, _ = corrected(office, department, holidays="2027-03-21 Nowruz\n32 March\n2027-03-22")
    assert "Entry 2: This is not in the right form." in text(response)
    assert "32 March\n2027-03-22</textarea>" in text(response)


def test_a_state_that_is_renamed_keeps_its_former_name(office, department):
    _, recorded = corrected(office, department, names_en="Tojikiston", former_until="2027-01-01")
    assert recorded["names"]["en"] == "Tojikiston"
    assert recorded["former_names"] == [{"names": STATE["names"], "until": "2027-01-01"}]
    _, recorded = corrected(office, department, names_en="Tadjikistan")
    assert recorded.get("former_names", []) == []


def test_an_unknown_zone_and_an_older_version_are_refused(office, department):
    response, _ = corrected(office, department, time_zones="Asia/Nowhere")
    assert "Entry 1: Please choose from the list." in text(response)
    assert corrected(office, department)[1]["version"] == 1


def test_a_state_that_somebody_else_changed_is_not_written_over(office, department):
    def stale(fields, envelope):
        raise StaleVersion(version=1)

    department.answers["registry.record_member_state"] = stale
    typed = {"names_en": "Tadjikistan", "weekend": ["6"], "time_zones": "Asia/Dushanbe", "version": "7"}
    response = send(office, f"{HOME}/states/TJ", **typed)
    html = text(response)
    assert response.status_code == 412
    assert 'value="Tadjikistan"' in html
    assert 'name="version" value="1"' in html


SPELLS = {
    "since-0": "1992-12-01", "until-0": "2001-03-01", "state-0": "member",
    "since-1": "2001-03-01", "until-1": "2002-03-01", "state-1": "suspended",
    "since-2": "2002-03-01", "until-2": "", "state-2": "member", "version": "1",
}  # fmt: skip


def test_memberships_are_seen_and_corrected_an_entry_each(office, department):
    assert "since 1 March 2001" in text(office.get(f"{HOME}/states/TJ"))
    html = text(office.get(f"{HOME}/states/TJ/memberships"))
    assert department.last("registry.get_member_state")[0] == {"code": "TJ", "on": "9999-12-31"}
    assert 'name="until-0" type="date" value="2001-03-01"' in html
    assert 'name="since-2"' in html and 'name="since-3"' not in html
    department.answers["registry.record_member_state"] = lambda f, e: STATE
    assert send(office, f"{HOME}/states/TJ/memberships", **SPELLS).status_code == 303
    recorded = department.last("registry.record_member_state")[0]
    assert (recorded["version"], recorded["names"]) == (1, STATE["names"])
    assert recorded["memberships"] == [
        {"since": "1992-12-01", "until": "2001-03-01", "state": "member"},
        {"since": "2001-03-01", "until": "2002-03-01", "state": "suspended"},
        {"since": "2002-03-01", "state": "member"},
    ]


def test_an_entry_without_days_is_taken_out_and_what_is_wrong_stands_beside_its_entry(office, department):
    def overlap(fields, envelope):
        raise Invalid([{"field": "memberships.1.since", "code": "overlaps", "message": "The one before lasts longer."}])

    department.answers["registry.record_member_state"] = overlap
    typed = SPELLS | {"since-0": "", "until-0": "", "since-2": "2002-02-01"}
    html = text(send(office, f"{HOME}/states/TJ/memberships", **typed))
    sent = [spell["since"] for spell in department.last("registry.record_member_state")[0]["memberships"]]
    assert sent == ["2001-03-01", "2002-02-01"]
    assert 'href="#since-1"' in html
    assert 'id="since-1" name="since-1" type="date" value="2002-02-01"' in html
    html = text(send(office, f"{HOME}/states/TJ/memberships", **SPELLS | {"since-1": ""}))
    assert 'href="#since-1">Entry 2, First day: Please fill this in.' in html


def test_a_problem_of_the_registry_stands_beside_its_field(office, department):
    def cycle(fields, envelope):
        raise Invalid([{"field": "includes", "code": "cycle", "message": "It would include itself."}])

    department.answers["registry.record_country_group"] = cycle
    html = text(send(office, f"{HOME}/groups/arab", names_en="Arab states", members="DZ", version="2"))
    assert "Somewhere this leads back to itself." in html
