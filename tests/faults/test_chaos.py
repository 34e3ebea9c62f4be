"""A small storm: writes on two services while one of each kind is killed, and the control (`make chaos` has the large one)."""

import pytest

from tests.chaos.pair import Pair
from tests.chaos.storm import control, storm

WRITES, KILLS = 1500, 4


@pytest.fixture
def pair(place, own_postgres, broker_in_need, tmp_path):
    made = Pair(tmp_path, own_postgres(), broker_in_need)
    yield made
    made.stop()
    broker_in_need.remove_vhost("chaos")


def test_every_accepted_write_has_one_effect_whatever_is_killed_and_without_the_inbox_some_have_two(pair):
    pair.start()

    report = storm(pair, WRITES, KILLS)

    assert report.whole, report
    assert control(pair)[0] > 0
