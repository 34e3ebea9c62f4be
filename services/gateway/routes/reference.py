"""Routes of the registry's reference data, tables in and out, the public feed, the audit trail and change requests."""

from contracts.registry.audit import ListAudit
from contracts.registry.change_requests import (
    AcceptChange,
    DeclineChange,
    GetChangeRequest,
    ListChangeRequests,
    ProposeChange,
)
from contracts.registry.feed import ReadInstitutionFeed, ReadOpportunityFeed
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
from contracts.registry.transfers import (
    AddImportRows,
    ExportRecords,
    ExportTable,
    FinishImport,
    GetImport,
    ListImportProblems,
    ListImports,
    StartImport,
)
from services.gateway.routes.table import CSV, Route

FIELD = "/v1/fields-of-training/{code}"
FIELDS_OF_TRAINING = (
    Route("GET", "/v1/fields-of-training", ListFieldsOfTraining),
    Route("GET", FIELD, GetFieldOfTraining),
    Route("PUT", FIELD, TranslateField, needs_version=True),
    Route("POST", f"{FIELD}/deprecation", DeprecateField),
)
COUNTRY_GROUPS = (
    Route("GET", "/v1/country-groups", ListCountryGroups),
    Route("GET", "/v1/country-groups/{code}", GetCountryGroup),
    Route("PUT", "/v1/country-groups/{code}", RecordCountryGroup),
)
VOCABULARY = "/v1/vocabularies/{name}"
VOCABULARIES = (
    Route("GET", "/v1/vocabularies", ListVocabularies),
    Route("GET", VOCABULARY, GetVocabulary),
    Route("PUT", f"{VOCABULARY}/terms/{{code}}", TranslateTerm, needs_version=True),
    Route("POST", f"{VOCABULARY}/deprecations", DeprecateTerm),
    Route("POST", f"{VOCABULARY}/removals", RemoveTerm),
)
IMPORT = "/v1/imports/{import_id}"
TRANSFERS = (
    Route("GET", "/v1/imports", ListImports),
    Route("POST", "/v1/imports", StartImport, 201, location=IMPORT),
    Route("GET", IMPORT, GetImport),
    Route("POST", f"{IMPORT}/rows", AddImportRows),
    Route("POST", f"{IMPORT}/application", FinishImport, 202),
    Route("GET", f"{IMPORT}/problems", ListImportProblems),
    Route("GET", "/v1/exports/{kind}.csv", ExportTable, media=CSV, joined=True),
    Route("GET", "/v1/exports/{kind}.json", ExportRecords, joined=True),
)
FEED = (
    Route("GET", "/v1/feed/institutions", ReadInstitutionFeed),
    Route("GET", "/v1/feed/opportunities", ReadOpportunityFeed),
)
CHANGE_REQUEST = "/v1/change-requests/{change_request_id}"
CHANGE_REQUESTS = (
    Route("GET", "/v1/change-requests", ListChangeRequests),
    Route("POST", "/v1/change-requests", ProposeChange, 201),
    Route("GET", CHANGE_REQUEST, GetChangeRequest),
    Route("POST", f"{CHANGE_REQUEST}/acceptance", AcceptChange),
    Route("POST", f"{CHANGE_REQUEST}/refusal", DeclineChange),
)
AUDIT = (Route("GET", "/v1/audit/{subject_kind}/{subject_id}", ListAudit),)
ROUTES = (*FIELDS_OF_TRAINING, *COUNTRY_GROUPS, *VOCABULARIES, *TRANSFERS, *FEED, *CHANGE_REQUESTS, *AUDIT)
