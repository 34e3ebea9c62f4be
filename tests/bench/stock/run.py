"""`nameko run` without its command line, which needs an old setuptools: `python -m tests.bench.stock.run target`.

With BENCH_DEPENDENCIES=1 the service also imports the libraries that the chassis uses, to compare what is resident.
"""

import eventlet

eventlet.monkey_patch()

import logging  # noqa: E402 - after the patch, as nameko's own command does
import os  # noqa: E402
import sys  # noqa: E402
from importlib import import_module  # noqa: E402

from nameko.cli.run import run  # noqa: E402

DEPENDENCIES = (
    "marshmallow",
    "structlog",
    "prometheus_client",
    "jwt",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
)

logging.basicConfig(level=logging.INFO, format="%(message)s")
if os.environ.get("BENCH_DEPENDENCIES"):
    for name in DEPENDENCIES:
        import_module(name)
side = import_module(f"tests.bench.stock.{sys.argv[1]}")
run([getattr(side, f"{sys.argv[1].title()}Service")], {"AMQP_URI": os.environ["AMQP_URL"]})
