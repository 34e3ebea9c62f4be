"""The limits on functions and files see what is over them and accept a reason."""

from pathlib import Path

from deploy.sizes import complaints

LONG = "def f():\n" + "    x = 1\n" * 26


def found(text):
    return list(complaints(Path("a.py"), text))


def test_a_long_function_is_named():
    assert found(LONG) == ["a.py:1: f has 26 lines, 25 are allowed"]


def test_a_reason_on_the_line_is_accepted():
    assert found(LONG.replace("def f():", "def f():  # size: a table")) == []


def test_a_docstring_does_not_count():
    assert found('def f():\n    """Promise.\n\n    More.\n    """\n' + "    x = 1\n" * 25) == []


def test_too_many_parameters_are_named_and_self_is_none():
    assert found("def f(self, a, b, c, d, e, f):\n    pass\n") == []
    assert found("def f(a, b, c, d, e, f, *, g):\n    pass\n") == ["a.py:1: f has 7 parameters, 6 are allowed"]


def test_a_long_file_is_named():
    assert found("x = 1\n" * 301) == ["a.py:1: 301 lines, 300 are allowed"]
