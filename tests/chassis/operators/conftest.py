"""The little service of the messaging tests, and its operators' commands."""

import pytest

from tests.chassis.messaging.conftest import little

__all__ = ["little"]


@pytest.fixture
def operate(little, command):
    """`operate("parked", "list")`: an operators' command on the little service."""

    def run(*words, **settings):
        return command(little.tree, words[0], little.database, *words[1:], AMQP_URL=little.vhost, **settings)

    return run
