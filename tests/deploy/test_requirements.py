"""A service's part of the lock is complete and no more than that."""

import pytest

from deploy.requirements import SERVICES, close, everything, locked, normal, read_blocks, roots, users


def names(text):
    return set(read_blocks(text))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_gets_its_own_packages_and_no_test_tool(service):
    part = names(locked([service]))

    assert roots([service]) <= part
    assert not {"pytest", "mypy", "ruff", "playwright", "aiosmtpd"} & part


def test_all_extras_together_are_the_whole_lock():
    assert set.union(*(names(locked([extra])) for extra in everything())) == names(locked(everything()))


def test_what_a_package_brings_in_comes_along():
    brought_by = {"a": {"ours"}, "b": {"a"}, "c": {"b", "x"}, "d": {"x"}}

    assert close({"a"}, brought_by) == {"a", "b", "c"}


def test_names_are_compared_in_one_spelling():
    assert normal("Jinja2>=3.1.6") == "jinja2"
    assert normal("ruamel.yaml_clib==1 ; python_version < '3'") == "ruamel-yaml-clib"
    assert users("x==1 \\\n    --hash=sha256:00\n    # via\n    #   Foo_Bar\n    #   baz\n") == {"foo-bar", "baz"}


def test_an_unknown_extra_is_named():
    with pytest.raises(SystemExit, match="no such extra: nonsense"):
        locked(["nonsense"])
