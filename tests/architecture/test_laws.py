"""The house's measures: small functions, short files, few parameters, telling names, a promise on every public thing."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for room in ("contracts", "chassis", "services", "deploy") for path in (ROOT / room).rglob("*.py"))
FORBIDDEN = {"utils", "helpers", "common", "manager", "util", "helper"}


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def excused(source: str, node: ast.AST) -> bool:
    """An exception carries its reason on the line: `# long: why`."""
    return "# long:" in source.splitlines()[node.lineno - 1]


def test_no_file_is_longer_than_300_lines():
    assert [str(path) for path in FILES if len(path.read_text("utf-8").splitlines()) > 300] == []


def test_no_function_is_longer_than_25_lines():
    long = []
    for path in FILES:
        source = path.read_text("utf-8")
        for node in functions(ast.parse(source)):
            lines = node.end_lineno - node.body[0].lineno + 1
            if ast.get_docstring(node):
                lines -= node.body[0].end_lineno - node.body[0].lineno + 1
            if lines > 25 and not excused(source, node):
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {lines}")
    assert long == []


def test_no_function_takes_more_than_six_parameters():
    many = []
    for path in FILES:
        source = path.read_text("utf-8")
        for node in functions(ast.parse(source)):
            names = [
                a.arg
                for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                if a.arg not in ("self", "cls")
            ]
            if len(names) > 6 and not excused(source, node):
                many.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {len(names)}")
    assert many == []


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
