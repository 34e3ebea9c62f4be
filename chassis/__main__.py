"""`python -m chassis prepare|run|migrate|declare|grant|reader|status|settings|parked|audit|refill <service>`."""

import sys
import warnings

# eventlet calls itself deprecated at import; docs/decisions says why we stay and what would change that.
warnings.filterwarnings("ignore", category=DeprecationWarning, module="eventlet")
warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated.*")

if sys.argv[1:2] == ["run"]:
    from chassis import names

    names.leave_to_the_system()
    import eventlet

    # Before anything else, or sockets and locks made before would block the whole process.
    eventlet.monkey_patch()
    names.install()

from chassis.commands import main  # noqa: E402

code = main(sys.argv[1:])
if sys.argv[1:2] == ["run"]:
    from chassis.launcher import leave

    leave(code)
sys.exit(code)
