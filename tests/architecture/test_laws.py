"""The house's measures: small functions, short files, few parameters, telling names, a promise on every public thing."""

import ast
from pathlib import Path

import pytest

from deploy.sizes import complaints

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for room in ("contracts", "chassis", "services", "deploy") for path in (ROOT / room).rglob("*.py"))
FORBIDDEN = {"utils", "helpers", "common", "manager", "util", "helper"}


def test_functions_are_small_and_files_are_short():
    assert [line for path in FILES for line in complaints(path.relative_to(ROOT), path.read_text("utf-8"))] == []


def test_what_is_over_a_limit_is_found_unless_it_says_why():
    long = "def long():\n" + "    call()\n" * 26
    wide = "def wide(a, b, c, d, e, f, g): ...\n"

    assert len(list(complaints(Path("seed.py"), long + wide))) == 2
    assert list(complaints(Path("seed.py"), long.replace("():", "():  # size: a table", 1))) == []
    assert len(list(complaints(Path("seed.py"), "call()\n" * 301))) == 1


def test_no_file_hides_behind_an_empty_name():
    assert [str(path) for path in FILES if path.stem in FORBIDDEN or path.parent.name in FORBIDDEN] == []


@pytest.mark.parametrize("room", ["contracts", "chassis", "services"])
def test_every_public_class_and_use_case_makes_its_promise(room):
    silent = []
    for path in FILES:
        if path.relative_to(ROOT).parts[0] != room or path.name == "entrypoints.py":
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            public = isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert silent == []
