"""Private servers: `start_postgres(directory)` and `start_broker(directory)`, each found again when it runs already."""

from deploy.local.broker import Broker, remove_broker, start_broker
from deploy.local.postgres import Postgres, remove_postgres, start_postgres

__all__ = ["Broker", "Postgres", "remove_broker", "remove_postgres", "start_broker", "start_postgres"]
