"""Import jobs on PostgreSQL."""

import json
from uuid import uuid4

import pytest

from contracts.refusals import Invalid, InvalidTransition, NotFound
from contracts.registry.transfers import FileGone, PartsMissing, StartImport
from services.registry.institutions import usecases as institutions
from services.registry.transfers import exports, repository, rows, usecases
from tests.registry import facts
from tests.registry.conftest import OFFICER
from tests.registry.transfers.tables import HEAD, NOW, count, counts, row


def test_a_trial_says_what_would_be_and_keeps_nothing(run, pool):
    job, problems = run("\n".join([HEAD, row(1), row(2), row(3, types="castle"), row(4, country="XX", website="x")]))
    assert (job["status"], counts(job)) == ("done", {"rows": 4, "added": 2, "refused": 2})
    assert problems == [
        (4, "types.0", "not_a_choice"),
        (5, "country", "unknown_country"),
        (5, "website", "not_a_web_address"),
    ]
    assert (count(pool), count(pool, "outbox")) == (0, 0)


def test_the_file_of_a_trial_is_taken_up_once_by_the_import_that_follows(run, pool):
    trial, _ = run("\n".join([HEAD, row(1), row(2)]))
    wanted = {"kind": "institutions", "dry_run": False, "file_of": trial["import_id"]}

    def start(**more):
        with pool.transaction(OFFICER) as tx:
            return usecases.start_import(tx, StartImport.read(wanted | more), now=NOW, new_id=uuid4())

    with pytest.raises(Invalid):
        start(format="json")
    job = start()
    assert (job["status"], job["parts"]) == ("waiting", 3)
    assert usecases.Worker(pool, lambda: NOW, uuid4).run_next()
    assert (count(pool), count(pool, "import_parts")) == (2, 0)
    with pytest.raises(FileGone):
        start()


def test_a_file_is_forgotten_after_a_day_unless_its_import_goes_on(run, pool):
    run("\n".join([HEAD, row(1)]))
    with pool.transaction(OFFICER) as tx:
        waiting = usecases.start_import(tx, StartImport.read({"kind": "institutions"}), now=NOW, new_id=uuid4())
        usecases.add_rows(tx, waiting["import_id"], 1, HEAD)
        usecases.finish_import(tx, waiting["import_id"], 1)
    with pool.transaction() as tx:
        assert repository.forget_files(tx) == 0
        tx.run("update import_jobs set touched_at = now() - interval '25 hours'")
        assert repository.forget_files(tx) == 3
    assert count(pool, "import_parts") == 1


def test_nothing_is_kept_where_a_row_is_refused_unless_asked(run, pool):
    text = "\n".join([HEAD, row(1), row(2, types="castle")])
    job, _ = run(text, dry_run=False)
    assert (job["status"], count(pool)) == ("nothing_kept", 0)
    job, problems = run(text, dry_run=False, partial=True)
    assert (job["status"], counts(job), len(problems)) == ("done", {"rows": 2, "added": 1, "refused": 1}, 1)
    assert (count(pool), count(pool, "outbox")) == (1, 1)


def test_a_good_file_is_applied_whole_with_an_event_each(run, pool):
    job, _ = run("\ufeff" + "\r\n".join([HEAD, *(row(number) for number in range(250))]), dry_run=False)
    assert (job["status"], counts(job)) == ("done", {"rows": 250, "added": 250})
    assert (count(pool), count(pool, "outbox")) == (250, 250)


def test_after_the_first_refused_row_nothing_is_kept_and_what_else_is_wrong_is_told(run, pool):
    wrong = {40: {"country": "XX"}, 130: {"types": "castle"}}
    text = "\n".join([HEAD, *(row(number, **wrong.get(number, {})) for number in range(230))])
    job, problems = run(text, dry_run=False)
    assert (job["status"], counts(job)) == ("nothing_kept", {"rows": 230, "added": 228, "refused": 2})
    assert problems == [(42, "country", "unknown_country"), (132, "types.0", "not_a_choice")]
    assert (count(pool), count(pool, "outbox")) == (0, 0)


def test_rows_taken_at_once_are_judged_as_rows_taken_alone(run, pool, monkeypatch):
    with pool.transaction(OFFICER) as tx:
        told = {"external_ids": [{"scheme": "odd", "value": "7"}], "website": "https://kalimati.example.org"}
        made = institutions.register_institution(
            tx, facts.institution("Kalimati Institute", **told), now=NOW, new_id=uuid4()
        )
    new = {"types": ["university"], "country": "TR", "city": "Ankara"}
    records = [
        {"names": {"en": f"Lone {uuid4().hex}"}} | new,
        {"names": {"en": "Institut Kalimati"}, "website": "https://kalimati.example.org"} | new,
        {"names": {"en": "Institut Kalimati"}, "website": "https://kalimati.example.org", "force_reason": "A branch."}
        | new,
        {"names": {"en": "Diyar Statistical House"}} | new,
        {"names": {"en": "Statistical House, Diyar"}} | new,
        {"external_ids": told["external_ids"], "city": made["city"]},
        {"institution_id": str(made["institution_id"]), "city": "Bursa"},
        {"institution_id": str(uuid4()), "names": {"en": f"Chosen {uuid4().hex}"}} | new,
        {"names": {"en": f"Odd {uuid4().hex}"}, "external_ids": "7"} | new,
        {"names": {"en": f"Zero {uuid4().hex}"}, "external_ids": [{"scheme": "odd", "value": "\x00"}]} | new,
        {"names": {"en": f"Late {uuid4().hex}"}, "established": 3000} | new,
        new | {"names": {"en": f"Wrong {uuid4().hex}"}, "types": ["castle"]},
    ]
    text = "\n".join(map(json.dumps, records))
    job, problems = run(text, format="json")
    monkeypatch.setattr(rows, "BATCHES", {"institutions": lambda *_: {}})
    alone, told_alone = run(text, format="json")
    assert (counts(job), problems) == (counts(alone), told_alone)
    assert [line for line, _, code in problems if code == "ConfirmationNeeded"] == [2, 5]
    assert counts(job) == {"rows": 12, "added": 4, "revised": 1, "unchanged": 1, "refused": 6}


def test_repeated_rows_are_told_with_the_line_they_stood_on(run):
    ror = "ror:0001hr526"
    text = "\n".join([HEAD, row(1, external_ids=ror), row(2), row(3, external_ids=ror.upper())])
    _, problems = run(text)
    assert problems == [(4, "", "repeated")]
    same = row(5)
    assert run("\n".join([HEAD, same, same]))[1] == [(3, "", "repeated")]


def test_columns_given_replace_and_columns_left_out_stay(run, pool):
    with pool.transaction(OFFICER) as tx:
        made = institutions.register_institution(tx, facts.institution(established=1950), now=NOW, new_id=uuid4())
    job, _ = run(f"institution_id,city,version\n{made['institution_id']},Bursa,1\n", dry_run=False)
    assert counts(job) == {"rows": 1, "revised": 1}
    with pool.transaction(OFFICER) as tx:
        seen = institutions.get_institution(tx, made["institution_id"], None)
    assert (seen["city"], seen["established"], seen["version"]) == ("Bursa", 1950, 2)
    _, stale = run(f"institution_id,city,version\n{made['institution_id']},Izmir,1\n")
    _, moved = run(f"institution_id,status\n{made['institution_id']},closed\n")
    assert (stale, moved) == ([(2, "", "StaleVersion")], [(2, "status", "not_imported")])


def test_parts_come_once_and_none_is_missing(tx):
    job = usecases.start_import(tx, StartImport.read({"kind": "institutions"}), now=NOW, new_id=uuid4())["import_id"]
    usecases.add_rows(tx, job, 1, "a")
    usecases.add_rows(tx, job, 1, "a")
    for part, content in ((1, "b"), (2, "\x00"), (2, "ä" * 300_000)):
        with pytest.raises(Invalid):
            usecases.add_rows(tx, job, part, content)
    with pytest.raises(PartsMissing) as refused:
        usecases.finish_import(tx, job, 3)
    assert refused.value.facts["missing"] == [2, 3]
    assert usecases.finish_import(tx, job, 1)["status"] == usecases.finish_import(tx, job, 1)["status"] == "waiting"
    with pytest.raises(InvalidTransition):
        usecases.add_rows(tx, job, 2, "c")
    with pytest.raises(NotFound):
        usecases.list_problems(tx, uuid4(), None, 10)


@pytest.mark.parametrize(("partial", "kept"), [(True, 100), (False, 0)])
def test_a_job_whose_worker_died_is_taken_up_where_it_was_or_anew_where_nothing_was_kept(pool, partial, kept):
    text = "\n".join([HEAD, *(row(number) for number in range(150))])
    with pool.transaction(OFFICER) as tx:
        request = StartImport.read({"kind": "institutions", "dry_run": False, "partial": partial})
        job = usecases.start_import(tx, request, now=NOW, new_id=uuid4())["import_id"]
        usecases.add_rows(tx, job, 1, text)
        usecases.finish_import(tx, job, 1)

    class Died(BaseException):
        pass

    hundreds = iter([NOW])

    def dying():
        try:
            return next(hundreds)
        except StopIteration:
            raise Died from None

    with pytest.raises(Died):
        usecases.Worker(pool, dying, uuid4).run_next()
    assert count(pool) == kept
    assert not usecases.Worker(pool, lambda: NOW, uuid4).run_next()
    with pool.transaction() as tx:
        tx.run("update import_jobs set touched_at = now() - interval '2 minutes'")
    assert usecases.Worker(pool, lambda: NOW, uuid4).run_next()
    with pool.transaction(OFFICER) as tx:
        assert counts(repository.get_job(tx, job)) == {"rows": 150, "added": 150}
    assert (count(pool), count(pool, "outbox")) == (150, 150)


def test_opportunities_are_drafted_exported_and_imported_again_without_a_change(run, pool):
    with pool.transaction(OFFICER) as tx:
        made = institutions.register_institution(tx, facts.institution(), now=NOW, new_id=uuid4())["institution_id"]
    head = "institution_id,title.en,kind,topic,start_date,end_date,deadline,zone,languages,modality,contact_email"
    good = (
        f"{made},Sampling,workshop,statistics,2026-09-07,2026-09-11,2026-08-01,Asia/Dushanbe,en|fr,online,a@example.org"
    )
    wrong = good.replace("2026-09-11", "2026-09-01").replace("Sampling", "Other")
    job, problems = run(f"{head}\n{good}\n{wrong}\n", kind="opportunities")
    assert (counts(job), problems) == ({"rows": 2, "added": 1, "refused": 1}, [(3, "end_date", "ends_before_start")])
    assert counts(run(f"{head}\n{good}\n", kind="opportunities", dry_run=False)[0]) == {"rows": 1, "added": 1}
    with pool.transaction(OFFICER) as tx:
        table = exports.export_table(tx, "opportunities", None, now=NOW)["content"]
        listed = exports.export_records(tx, "opportunities", None, now=NOW)["content"]
    for text, form in ((table, "csv"), (listed, "json")):
        job, problems = run(text, kind="opportunities", format=form, dry_run=False)
        assert (counts(job), problems) == ({"rows": 1, "unchanged": 1}, [])
    job, problems = run(table.replace("Sampling", "Weighting"), kind="opportunities", dry_run=False)
    assert (counts(job), problems) == ({"rows": 1, "revised": 1}, [])
    assert run(f"{head},opportunity_id\n{good},{uuid4()}\n", kind="opportunities")[1] == [
        (2, "opportunity_id", "unknown_opportunity")
    ]


def test_a_worker_that_was_thought_dead_does_nothing_more(pool):
    with pool.transaction(OFFICER) as tx:
        request = StartImport.read({"kind": "institutions", "dry_run": False})
        job = usecases.start_import(tx, request, now=NOW, new_id=uuid4())["import_id"]
        usecases.add_rows(tx, job, 1, "\n".join([HEAD, *(row(number) for number in range(3))]))
        usecases.finish_import(tx, job, 1)
    with pool.transaction() as tx:
        stale = repository.claim_job(tx)
    with pool.transaction() as tx:
        tx.run("update import_jobs set touched_at = now() - interval '2 minutes'")
    assert usecases.Worker(pool, lambda: NOW, uuid4).run_next()
    with pool.transaction() as tx:
        assert not repository.hold_claim(tx, stale)
    assert count(pool) == 3
