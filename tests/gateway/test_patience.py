import time

import pytest

from contracts.refusals import Unavailable
from contracts.registry.institutions import GetInstitution
from contracts.scheduling.activities import GetActivity
from services.gateway.patience import Patience
from tests.gateway.records import DUSHANBE, MOES


def test_a_silent_service_costs_its_time_once_and_the_others_nothing(asker, department):
    patience = Patience(asker.ask)
    asked = {"institution_id": MOES["institution_id"]}
    answer = department.answers.pop("registry.get_institution")
    began = time.monotonic()
    for _ in range(3):
        with pytest.raises(Unavailable):
            patience(GetInstitution, asked, timeout=2)
    assert 2.9 < time.monotonic() - began < 5.9  # three times the full time would be 6

    assert patience(GetActivity, {"activity_id": DUSHANBE["activity_id"]})["slug"] == DUSHANBE["slug"]
    department.answers["registry.get_institution"] = answer
    assert patience(GetInstitution, asked)["slug"] == MOES["slug"]
    del department.answers["registry.get_institution"]
    began = time.monotonic()
    with pytest.raises(Unavailable):
        patience(GetInstitution, asked, timeout=2)
    assert time.monotonic() - began > 1.9
