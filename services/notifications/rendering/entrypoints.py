"""Looking at templates."""

from typing import Any

from chassis.entrypoints import rpc
from contracts.notifications.deliveries import PreviewTemplate
from services.notifications.rendering import usecases
from services.notifications.rendering.context import Links


class TemplateEntrypoints:
    """Previews for officers."""

    settings: Any

    @rpc(PreviewTemplate)
    def preview_template(self, tx, request):
        # A preview's links open nothing: they are signed with no secret of ours.
        links = Links(self.settings.public_url, "preview")
        return usecases.preview(request["template"], request["language"], links)
