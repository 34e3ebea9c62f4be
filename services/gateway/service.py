"""The gateway: HTTP in, RPC out."""

from chassis.asker import Asker
from chassis.http import http, together
from chassis.settings import Settings
from services.gateway.app import App


class GatewayService:
    """The HTTP API under /v1 and the public pages in English, Arabic and French; decides nothing itself."""

    name = "gateway"
    settings = Settings()
    ask = Asker()

    @http
    def application(self, ask, settings):
        return App(ask, settings.public_url, settings.link_secret, together)
