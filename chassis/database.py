"""The pool of a service as a nameko dependency: `db = Database()`."""

from typing import Any

from nameko.extensions import DependencyProvider

from chassis.pool import DatabaseDown, Pool, is_collision, is_outage

__all__ = ["Database", "DatabaseDown", "Pool", "is_collision", "is_outage", "pool_of"]

SPARE_CONNECTIONS = 4


class Database(DependencyProvider):
    """Gives every worker the pool; does no input or output itself, so a database that is away kills nothing."""

    pool: Pool

    def setup(self) -> None:
        config = self.container.config
        settings = config["settings"]
        # Timers, workers and readiness come on top of the entrypoints' workers.
        size = settings.workers + SPARE_CONNECTIONS
        self.pool = Pool(settings.database_url, self.container.service_name, size)

    def stop(self) -> None:
        self.pool.close()

    def get_dependency(self, worker_ctx: Any) -> Pool:
        return self.pool


def pool_of(container: Any) -> Pool | None:
    """The pool of the service in this container, None where it has no database; valid once extensions are set up."""
    return next((found.pool for found in container.dependencies if isinstance(found, Database)), None)
