"""Schemathesis asks every operation of the OpenAPI document with what fits it and what does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PROGRAM = Path(sys.executable).with_name("st")
DOCUMENT = HERE.parents[1] / "docs" / "openapi.json"


def asked(place: Path, address: str, token: str | None, examples: int) -> subprocess.CompletedProcess:
    """The program's end and words; what it keeps is kept in `place`."""
    who = ["-H", f"Authorization: Bearer {token}"] if token else []
    return subprocess.run(
        [PROGRAM, "--config-file", HERE / "schemathesis.toml", "run", DOCUMENT, "--url", address, *who,
         "--phases", "examples,fuzzing", "--max-examples", str(examples), "--generation-deterministic", "--no-shrink",
         "--continue-on-failure", "--workers", "1", "--no-color"],
        cwd=place, capture_output=True, text=True, timeout=1500, env={**os.environ, "NO_PROXY": "127.0.0.1"},
    )  # fmt: skip


@pytest.mark.parametrize("who", ["officer", pytest.param("public", marks=pytest.mark.slow)])
def test_no_answer_contradicts_the_document(recorded, tmp_path, who):
    token = recorded.found["officer"]["token"] if who == "officer" else None
    ended = asked(tmp_path, recorded.found["gateway"], token, examples=2)
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]


@pytest.mark.slow
def test_no_answer_contradicts_the_document_however_often_it_is_asked(recorded, tmp_path):
    ended = asked(tmp_path, recorded.found["gateway"], recorded.found["officer"]["token"], examples=20)
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
