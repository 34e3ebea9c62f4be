"""How a worker runs a method with a transaction that the chassis opened: nameko calls it with a `Work`."""

import functools
from collections.abc import Callable
from typing import Any

from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, register_entrypoint


class Work:
    """What the chassis wants done with a method: `do(method)` opens, calls, commits and settles; it never raises."""

    __slots__ = ("do",)

    def __init__(self, do: Callable[[Callable[..., Any]], None]) -> None:
        self.do = do


def entrypoint(extension: Entrypoint, method: Callable[..., Any]) -> Callable[..., Any]:
    """The method as nameko's workers call it (with a `Work`); called with anything else it is the plain method."""

    @functools.wraps(method)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], Work):
            return args[0].do(functools.partial(method, self))
        return method(self, *args, **kwargs)

    register_entrypoint(called, extension)
    return called


def spawn(extension: Entrypoint, work: Work) -> bool:
    """Start the work in the container's pool, waiting for a free worker; False when the container is dying."""
    try:
        extension.container.spawn_worker(extension, (work,), {}, handle_result=_quiet)
    except ContainerBeingKilled:
        return False
    return True


def _quiet(worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
    return result, exc_info
