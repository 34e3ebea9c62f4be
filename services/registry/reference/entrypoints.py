"""Reference data from outside."""

from typing import Any

from chassis.clock import utcnow
from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.reference import (
    DeprecateField,
    DeprecateTerm,
    GetCountryGroup,
    GetFieldOfTraining,
    GetVocabulary,
    ListCountryGroups,
    ListFieldsOfTraining,
    ListVocabularies,
    RecordCountryGroup,
    RemoveTerm,
    TranslateField,
    TranslateTerm,
)
from services.registry.reference import usecases


class ReferenceEntrypoints:
    """Fields of training, country groups, vocabularies."""

    @rpc(ListFieldsOfTraining)
    def list_fields_of_training(self, tx: Tx, request: Any) -> Any:
        return usecases.list_fields(tx, request)

    @rpc(GetFieldOfTraining)
    def get_field_of_training(self, tx: Tx, request: Any) -> Any:
        return usecases.get_field(tx, request["code"])

    @rpc(TranslateField)
    def translate_field(self, tx: Tx, request: Any) -> Any:
        return usecases.translate_field(tx, request["code"], request["names"], request["version"])

    @rpc(DeprecateField)
    def deprecate_field(self, tx: Tx, request: Any) -> Any:
        return usecases.deprecate_field(tx, request["code"], request["replaced_by"])

    @rpc(RecordCountryGroup)
    def record_country_group(self, tx: Tx, request: Any) -> Any:
        return usecases.record_group(tx, request, utcnow().date())

    @rpc(GetCountryGroup)
    def get_country_group(self, tx: Tx, request: Any) -> Any:
        return usecases.get_group(tx, request["code"], request["on"] or utcnow().date())

    @rpc(ListCountryGroups)
    def list_country_groups(self, tx: Tx, request: Any) -> Any:
        return usecases.list_groups(tx, request["on"] or utcnow().date(), request["cursor"], request["limit"])

    @rpc(ListVocabularies)
    def list_vocabularies(self, tx: Tx, request: Any) -> Any:
        return usecases.list_vocabularies(tx, request["cursor"], request["limit"])

    @rpc(GetVocabulary)
    def get_vocabulary(self, tx: Tx, request: Any) -> Any:
        return usecases.get_vocabulary(tx, request["name"])

    @rpc(TranslateTerm)
    def translate_term(self, tx: Tx, request: Any) -> Any:
        wanted = (request["name"], request["code"], request["names"], request["version"])
        return usecases.translate_term(tx, *wanted)

    @rpc(DeprecateTerm)
    def deprecate_term(self, tx: Tx, request: Any) -> Any:
        return usecases.deprecate_term(tx, request["name"], request["code"], request["replaced_by"])

    @rpc(RemoveTerm)
    def remove_term(self, tx: Tx, request: Any) -> Any:
        return usecases.remove_term(tx, request["name"], request["code"])
