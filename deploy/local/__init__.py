"""The whole department on one machine, without containers: private servers, a mailbox, five services."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this runs under whatever Python the machine has)
    raise SystemExit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
