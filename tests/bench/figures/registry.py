"""The registry with 100,000 institutions: search, likeness while typing, imports, and sign-ins that hold nobody up."""

import csv
import io
import random
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from statistics import median
from typing import Any

from chassis.asker import AskerClient
from chassis.identity import Actor
from contracts.registry.accounts import SignIn
from contracts.registry.duplicates import FindLookalikes
from contracts.registry.institutions import ImportInstitutions, SearchInstitutions
from contracts.registry.transfers import LARGEST_PART, AddImportRows, FinishImport, GetImport, StartImport
from deploy.local.processes import Failed
from deploy.records.import_ror import ON_THEIR_WAY
from services.registry.directory import usecases as directory
from services.registry.imports.reading import read
from services.registry.transfers.domain import TAKEN, cells_of, columns_of
from tests.bench.figures.plan import Plan
from tests.bench.institutions import institutions
from tests.bench.place import Place
from tests.bench.registry import AT_ONCE, Registry
from tests.bench.report import Line, at_least, at_most, cheaper
from tests.bench.usage import seconds_for_squares

INSTITUTIONS, SEARCHES, CHECKS, IMPORTED, TABLE, SIGN_INS = 100_000, 600, 400, 10_000, 50_000, 40
WHOLE = 0.999  # of a table's rows: two may come out the same to the letter, and the second is refused as repeated
GENERIC = ("university", "institute of", "univ", "medical", "جامعة", "universitas")
PROBES = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Direct:
    """Stands where a transaction stands, runs the same statements on a connection of its own, and adds up their time alone."""

    def __init__(self, registry: Registry) -> None:
        self.actor, self.seconds, self._registry = Actor("public"), 0.0, registry

    def all(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """Every row."""
        began = time.perf_counter()
        rows = self._registry.sql(sql, dict(parameters))
        self.seconds += time.perf_counter() - began
        return rows


def measure(place: Place, plan: Plan) -> list[Line]:
    """On one registry, one after the other."""
    number = plan.scaled(INSTITUTIONS)
    registry = Registry(place, number)
    registry.sql("insert into institution_words select word, ndoc from ts_stat('select search from directory_entries')")
    registry.sql("insert into institution_words select '', count(*) from directory_entries")
    registry.sql("vacuum analyze")
    with registry.running() as client:
        lines = [*search(registry, client, plan), likeness(client, plan)]
        lines.append(hub(registry, plan))
        lines += imports(registry, client, plan, number)
        lines += tables(registry, client, plan, number + plan.runs * imported(plan))
    return lines


def search(registry: Registry, client: AskerClient, plan: Plan) -> list[Line]:
    """Requests over the broker against the statements that they run."""
    ours, direct, anew = [], [], []
    for turn in range(plan.runs):
        asked = requests(plan.scaled(SEARCHES), turn)
        ours.append(p99([timed(client.ask, SearchInstitutions, one, timeout=30) for one in asked]))
        direct.append(p99([stated(registry, one) for one in asked]))
        anew.append(median(after_a_change(registry, client, word) for word in GENERIC))
    name = f"search with facets over {plan.scaled(INSTITUTIONS):,} institutions, p99"
    counted = Line("a search for a general word, just after a change of the directory", "ms", anew)
    return [cheaper(name, "ms", ours, "its SQL alone", direct, 1.5), at_most(name, "ms", ours, 50), counted]


def after_a_change(registry: Registry, client: AskerClient, word: str) -> float:
    """Milliseconds of a search for which nothing that was counted before holds."""
    registry.sql("insert into directory_changes default values")
    return timed(client.ask, SearchInstitutions, {"words": word}, timeout=30)


def likeness(client: AskerClient, plan: Plan) -> Line:
    """What a form asks at every pause of typing."""
    found = []
    for turn in range(plan.runs):
        asked = [
            {"names": {"source": "en", "en": name}, "country": record["locations"][0]["geonames_details"]["country_code"]}
            for record, name in named(plan.scaled(CHECKS), seed=turn)
        ]  # fmt: skip
        found.append(p99([timed(client.ask, FindLookalikes, one, timeout=30) for one in asked]))
    return at_most("look-alikes while typing, p99", "ms", found, 100)


def hub(registry: Registry, plan: Plan) -> Line:
    """How much longer than usual a probe of the event loop waits while forty people sign in at once."""
    found = []
    for turn in range(plan.runs):
        usual = median(probed(registry.port, lambda: time.sleep(0.5)))
        asked = [
            {"username": f"nobody{turn}-{one}", "password": "no password of anybody", "address": f"10.{turn}.0.{one}"}
            for one in range(SIGN_INS)
        ]  # fmt: skip
        waited = probed(registry.port, lambda asked=asked: registry.ask_at_once(SignIn, asked, 60))
        found.append(max(max(waited) - usual, 0.0))
    return at_most(f"longest pause of the event loop during {SIGN_INS} sign-ins at once", "ms", found, 20)


def imports(registry: Registry, client: AskerClient, plan: Plan, begin: int) -> list[Line]:
    """Rows a second of new records in requests of 500, each row with its event; and how fast a processor was meanwhile."""
    token, found, speeds = registry.officer(client), [], []
    registry.heard()
    each = imported(plan)
    records = list(institutions(begin + each * plan.runs))[begin:]
    for turn in range(plan.runs):
        mine = records[turn * each : (turn + 1) * each]
        batches = [mine[start : start + AT_ONCE] for start in range(0, each, AT_ONCE)]
        speeds.append(seconds_for_squares())
        began = time.perf_counter()
        # As many as the import command has on their way at once.
        with ExitStack() as others, ThreadPoolExecutor(ON_THEIR_WAY) as threads:
            clients = [client, *(others.enter_context(AskerClient(registry.amqp_url)) for _ in range(1, ON_THEIR_WAY))]
            parts = [threads.submit(added, who, batches[at::ON_THEIR_WAY], token) for at, who in enumerate(clients)]
            done = sum(part.result() for part in parts)
        found.append(done / (time.perf_counter() - began))
    machine = Line("a processor before each import: five million squares in Python", "s", speeds)
    return [at_least("import of new records with their events", "rows/s", found, 2000), machine]


def imported(plan: Plan) -> int:
    """How many records a run imports."""
    return max(AT_ONCE, plan.scaled(IMPORTED) // AT_ONCE * AT_ONCE)


def tables(registry: Registry, client: AskerClient, plan: Plan, begin: int) -> list[Line]:
    """Rows a second of a table of new institutions, each with a reason: its trial, and the import that takes over its file."""
    number, token = plan.scaled(TABLE), registry.officer(client, "tables")
    text, size = table_of(islice(institutions(begin + number), begin, None)), LARGEST_PART // 4
    trial = client.ask(StartImport, {"kind": "institutions"}, token=token)["import_id"]
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    for part, content in enumerate(pieces, 1):
        client.ask(AddImportRows, {"import_id": trial, "part": part, "content": content}, token=token, timeout=30)
    client.ask(FinishImport, {"import_id": trial, "parts": len(pieces)}, token=token, timeout=30)
    tried = number / finished(client, trial, token)
    wanted = {"kind": "institutions", "dry_run": False, "partial": True, "file_of": trial}
    kept = number / finished(client, client.ask(StartImport, wanted, token=token)["import_id"], token)
    name = f"a table of {number:,} institutions"
    return [Line(f"{name}, tried", "rows/s", [tried]), Line(f"{name}, applied", "rows/s", [kept])]


def table_of(records: Iterable[dict[str, Any]]) -> str:
    """The records as a CSV file that an officer might bring."""
    kinds, text = TAKEN["institutions"], io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns_of(kinds))
    for record in records:
        facts = {**read(record)[1], "external_ids": [], "force_reason": "As in the list."}
        writer.writerow(cells_of(facts, kinds))
    return text.getvalue()


def finished(client: AskerClient, import_id: str, token: str) -> float:
    """Seconds until the import is done."""
    began = time.perf_counter()
    while (job := client.ask(GetImport, {"import_id": import_id}, token=token, timeout=60))["finished_at"] is None:
        time.sleep(0.2)
    if job["added"] < WHOLE * job["rows"] or job["status"] != "done":
        raise Failed(f"the table was not taken whole: {job}")
    return time.perf_counter() - began


def added(client: AskerClient, batches: list[list[dict[str, Any]]], token: str) -> int:
    """How many records of the batches were new."""
    done = 0
    for batch in batches:
        rows = [{"line": line, "record": record} for line, record in enumerate(batch, 1)]
        answer = client.ask(ImportInstitutions, {"rows": rows}, token=token, timeout=120)
        done += sum(1 for row in answer["results"] if row["outcome"] == "added")
    return done


def requests(number: int, turn: int = 0) -> list[dict[str, Any]]:
    """Names as they are typed, whole and begun, general words, and browsing; half of them with a facet chosen."""
    chosen, asked = random.Random(number + turn), []
    for record, name in named(number, seed=number + turn):
        words = name.lower().split()
        typed = chosen.choice(
            (name.lower(), " ".join(words[: len(words) // 2 + 1])[:-1] or name, chosen.choice(GENERIC), None)
        )
        if typed is not None and len(typed.replace(" ", "")) < 2:
            typed = name
        country = record["locations"][0]["geonames_details"]["country_code"]
        facet = chosen.choice(({}, {}, {"country": country}, {"institution_type": "university"}))
        asked.append({"words": typed and typed[:200], **facet})
    return asked


def named(number: int, seed: int) -> list[tuple[dict[str, Any], str]]:
    """Records with one of their names."""
    chosen = random.Random(seed)
    records = list(institutions(2_000))
    picked = [chosen.choice(records) for _ in range(number)]
    return [(record, chosen.choice(record["names"])["value"]) for record in picked]


def stated(registry: Registry, fields: dict[str, Any]) -> float:
    """Milliseconds of the statements of a search alone."""
    direct = Direct(registry)
    directory.search_institutions(direct, SearchInstitutions.read(fields))  # type: ignore[arg-type]
    return direct.seconds * 1000


def timed(call: Callable[..., Any], *args: Any, **more: Any) -> float:
    """Milliseconds of a call."""
    began = time.perf_counter()
    call(*args, **more)
    return (time.perf_counter() - began) * 1000


def probed(port: int, work: Callable[[], Any]) -> list[float]:
    """Milliseconds of every probe of the service's event loop while the work is done."""
    found: list[float] = []
    over = threading.Event()

    def probe() -> None:
        while not over.is_set():
            found.append(timed(lambda: PROBES.open(f"http://127.0.0.1:{port}/livez", timeout=10).close()))

    thread = threading.Thread(target=probe)
    thread.start()
    work()
    over.set()
    thread.join()
    return found


def p99(taken: list[float]) -> float:
    """What 99 in 100 do not pass."""
    return sorted(taken)[max(0, len(taken) * 99 // 100 - 1)]
