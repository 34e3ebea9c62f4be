"""Each import rule of the house is kept, and each is proved by seeding a violation."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

SEEDS = {
    "contracts import the standard library": ("contracts/seed.py", "import psycopg2"),
    "contracts import nothing of ours": ("contracts/seed.py", "import chassis.tx"),
    "a domain is pure": ("services/scheduling/seed/domain.py", "import marshmallow"),
    "a domain is pure of the chassis": ("services/scheduling/seed/domain.py", "from chassis.clock import utcnow"),
    "a repository knows": ("services/scheduling/seed/repository.py", "from services.scheduling.seed import usecases"),
    "use cases know": (
        "services/scheduling/seed/usecases.py",
        "from services.scheduling.nominations import repository",
    ),
    "the chassis knows no service": ("chassis/seed.py", "import services.registry"),
    "infrastructure has its name": ("services/scheduling/seed/entrypoints.py", "import kombu"),
    "use cases do not reach the framework": ("services/scheduling/seed/usecases.py", "from chassis import seeded"),
    "services know nothing of each other": ("services/newsletter/seed.py", "import services.registry"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        [LINT, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def copy(tmp_path):
    """A copy of the tree that may be spoilt."""
    for name in ("contracts", "chassis", "services", "tests/architecture"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_rule():
    result = lint(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("rule", SEEDS)
def test_a_seeded_violation_breaks_its_rule(copy, rule):
    path, line = SEEDS[rule]
    target = copy / path
    target.parent.mkdir(parents=True, exist_ok=True)
    for package in (target.parent, *target.parent.parents):
        if package == copy:
            break
        (package / "__init__.py").touch()
    (target.parent / "usecases.py").touch()
    (copy / "chassis" / "seeded.py").write_text("import nameko.rpc\n")
    target.write_text(f"{line}\n")

    result = lint(copy)

    broken = [text for text in result.stdout.splitlines() if "BROKEN" in text]
    assert result.returncode == 1, result.stdout
    assert any(rule.split(" of the ")[0].split(" nothing of ours")[0] in text for text in broken), result.stdout
