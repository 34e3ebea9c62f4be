"""The workers of the pipeline."""

import random
from datetime import timedelta
from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import timer, worker
from services.notifications.activities.usecases import spread
from services.notifications.rendering.context import Links
from services.notifications.sending import usecases
from services.notifications.sending.letters import Desk

WORKER = uuid4()  # this process


class SendingEntrypoints:
    """On every replica: work out recipients, send; once across replicas: free what is stuck."""

    db: Any
    settings: Any

    @worker(seconds=0.5)
    def send_mails(self):
        with self.db.transaction() as tx:
            more = spread(tx)
        return usecases.send_due(self._sender()) or more

    @timer(seconds=5)
    def sweep_deliveries(self, tx):
        return usecases.sweep(tx, now=utcnow())

    def _sender(self) -> usecases.Sender:
        settings = self.settings
        desk = Desk(settings.mail_from, Links(settings.public_url, settings.link_secret))
        return usecases.Sender(
            worker=WORKER,
            db=self.db,
            server=settings.smtp_url,
            desk=desk,
            allowed=settings.allowed_recipients,
            clock=utcnow,
            luck=random.random,
            lease=timedelta(seconds=settings.lease_seconds),
        )
