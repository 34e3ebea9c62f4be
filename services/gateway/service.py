"""The gateway: HTTP in, RPC out."""

from chassis.asker import Asker
from chassis.http import http, together
from chassis.settings import Setting, Settings
from services.gateway.app import App
from services.gateway.proxies import networks


class GatewayService:
    """The HTTP API under /v1 and the public pages in English, Arabic and French; decides nothing itself."""

    name = "gateway"
    settings = Settings(
        trusted_proxies=Setting(
            "TRUSTED_PROXIES", (), read=networks,
            about="networks with commas between, whose X-Forwarded-For is believed; empty where no proxy stands before it",
        ),
    )  # fmt: skip
    ask = Asker()

    @http
    def application(self, ask, settings):
        return App(ask, settings.public_url, settings.link_secret, together, settings.trusted_proxies)
