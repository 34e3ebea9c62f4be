"""Settings: everything wrong is said at once, nothing secret is said at all (P30)."""

import pytest

from chassis.settings import REQUIRED, Setting, Settings, SettingsWrong, count


@pytest.fixture
def environ(key_pair):
    return {
        "DATABASE_URL": "postgresql://a:b@host/db",
        "AMQP_URL": "amqp://a:b@host/",
        "TOKEN_PUBLIC_KEY": key_pair[1],
        "LINK_SECRET": "hush",
        "PUBLIC_URL": "http://localhost",
    }


def test_values_are_attributes_and_defaults_hold(environ):
    values = Settings(size=Setting("LITTLE_SIZE", 3, read=count)).load(environ)

    assert (values.database_url, values.workers, values.size) == ("postgresql://a:b@host/db", 10, 3)


def test_all_problems_are_reported_at_once(environ, tmp_path):
    del environ["PUBLIC_URL"]
    environ |= {"WORKERS": "many", "LITTLE_KEY_FILE": str(tmp_path / "absent"), "LOG_LEVEL": "loud"}

    with pytest.raises(SettingsWrong) as wrong:
        Settings(key=Setting("LITTLE_KEY", secret=True)).load(environ)

    names = [problem.split()[0] for problem in wrong.value.problems]
    assert names == ["LOG_LEVEL", "WORKERS", "PUBLIC_URL", "LITTLE_KEY_FILE"]


def test_a_secret_comes_from_its_file_without_the_last_newline(environ, tmp_path):
    (tmp_path / "secret").write_text("two words\n")
    del environ["LINK_SECRET"]
    environ["LINK_SECRET_FILE"] = str(tmp_path / "secret")

    assert Settings().load(environ).link_secret == "two words"


def test_a_value_and_a_file_for_the_same_setting_is_a_problem(environ, tmp_path):
    environ["LINK_SECRET_FILE"] = str(tmp_path)

    assert Settings().problems(environ) == ["LINK_SECRET and LINK_SECRET_FILE are both set"]


def test_no_problem_tells_a_secret(environ):
    environ["DATABASE_URL"] = "mysql://admin:open-sesame@host/db"

    assert "open-sesame" not in str(Settings().problems(environ))


@pytest.mark.parametrize("text", ["nonsense", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_a_key_that_is_no_key_is_a_problem(environ, text):
    environ["TOKEN_PUBLIC_KEY"] = text

    assert [problem.split()[0] for problem in Settings().problems(environ)] == ["TOKEN_PUBLIC_KEY"]


def test_an_empty_variable_is_a_missing_one(environ):
    assert Settings().problems(environ | {"PUBLIC_URL": ""}) == ["PUBLIC_URL is missing"]


def test_a_service_without_a_database_needs_no_address_of_one(environ):
    del environ["DATABASE_URL"]

    assert Settings().problems(environ, with_database=False) == []


def test_the_description_holds_no_secret_default():
    rows = Settings(key=Setting("LITTLE_KEY", default="sesame", secret=True)).describe()

    assert {"name": "LITTLE_KEY", "required": False, "default": None, "secret": True, "about": ""} in rows
    assert next(row for row in rows if row["name"] == "AMQP_URL")["required"] is (Setting("A").default is REQUIRED)
