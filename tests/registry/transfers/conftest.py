"""An import of a text as a worker does it."""

from uuid import uuid4

import pytest

from contracts.registry.transfers import ImportJobView, StartImport
from services.registry.transfers import repository, usecases
from tests.registry.conftest import OFFICER
from tests.registry.transfers.tables import NOW


@pytest.fixture
def run(pool):
    """Import a text through a job and answer the job's view and its problems."""

    def run_job(text, pieces=3, **more):
        size = len(text) // pieces + 1
        with pool.transaction(OFFICER) as tx:
            job = usecases.start_import(tx, StartImport.read({"kind": "institutions"} | more), now=NOW, new_id=uuid4())
            for part in range(1, pieces + 1):
                usecases.add_rows(tx, job["import_id"], part, text[(part - 1) * size : part * size])
            usecases.finish_import(tx, job["import_id"], pieces)
        assert usecases.Worker(pool, lambda: NOW, uuid4).run_next()
        with pool.transaction(OFFICER) as tx:
            done = ImportJobView.write(repository.get_job(tx, job["import_id"]))
            problems = usecases.list_problems(tx, job["import_id"], None, 100)["items"]
        return done, [(one["line"], one["field"], one["code"]) for one in problems]

    return run_job
