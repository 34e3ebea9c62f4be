"""A department with its records for each test that needs one to itself."""

import itertools

import pytest

from deploy.client import Api
from deploy.demo.world import World
from deploy.local.department import Department
from deploy.records.load import Loader
from tests.conftest import start_department

numbers = itertools.count(1)


@pytest.fixture
def fresh_department(place):
    """A department of this test alone, with the department's records in it."""
    started = Department(place / f"department-{next(numbers)}")
    started.found = start_department(started)
    Loader(started.found).load()
    yield started
    started.remove()


@pytest.fixture(scope="module")
def recorded(department):
    """The run's shared department with the records in it."""
    Loader(department.found).load()
    return department


@pytest.fixture
def world(fresh_department):
    """The demo's world in a fresh department."""
    return World(fresh_department.home / "endpoints.json")


@pytest.fixture
def officer(recorded):
    """The API as an officer."""
    return Api(recorded.found["gateway"], recorded.found["officer"]["token"])


@pytest.fixture
def public(recorded):
    """The API as anybody."""
    return Api(recorded.found["gateway"])
