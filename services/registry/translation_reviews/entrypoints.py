"""Translations from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.translations import GetTranslations, ReviewTranslation
from services.registry.translation_reviews import usecases


class TranslationEntrypoints:
    """Texts of records in several languages."""

    @rpc(GetTranslations)
    def get_translations(self, tx: Tx, request: Any) -> Any:
        return usecases.get_translations(tx, request)

    @rpc(ReviewTranslation)
    def review_translation(self, tx: Tx, request: Any) -> Any:
        return usecases.review_translation(tx, request, now=utcnow())
