"""The house's limits: functions of 25 lines, files of 300, six parameters; a longer one says why on its line.

A function or a file may exceed a limit when its first line carries `# size: <reason>`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.requirements import ROOT

FUNCTION, FILE, PARAMETERS = 25, 300, 6
FOLDERS = ("contracts", "chassis", "services", "deploy")


def complaints(path: Path, text: str) -> Iterator[str]:
    """What in one file is over a limit."""
    lines = text.splitlines()
    if len(lines) > FILE and "# size:" not in lines[0]:
        yield f"{path}:1: {len(lines)} lines, {FILE} are allowed"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "# size:" not in lines[node.lineno - 1]:
            yield from over(path, node)


def over(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Whether one function is too long or asks for too much; its docstring is not counted."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    length = (node.end_lineno or 0) - body[0].lineno + 1
    if length > FUNCTION:
        yield f"{path}:{node.lineno}: {node.name} has {length} lines, {FUNCTION} are allowed"
    names = [argument.arg for argument in node.args.posonlyargs + node.args.args + node.args.kwonlyargs]
    count = len([name for name in names if name not in ("self", "cls")])
    if count > PARAMETERS:
        yield f"{path}:{node.lineno}: {node.name} has {count} parameters, {PARAMETERS} are allowed"


def main() -> int:
    """Print every complaint; 1 when there are any."""
    files = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    found = [line for path in files for line in complaints(path.relative_to(ROOT), path.read_text())]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
