"""Tables in and out."""

from typing import Any
from uuid import uuid4

from chassis.clock import utcnow
from chassis.entrypoints import rpc, timer, worker
from chassis.tx import Tx
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
from services.registry.transfers import exports, repository, usecases


class TransferEntrypoints:
    """Import jobs and exports."""

    db: Any

    @rpc(StartImport)
    def start_import(self, tx: Tx, request: Any) -> Any:
        return usecases.start_import(tx, request, now=utcnow(), new_id=uuid4())

    @rpc(AddImportRows)
    def add_import_rows(self, tx: Tx, request: Any) -> Any:
        return usecases.add_rows(tx, request["import_id"], request["part"], request["content"])

    @rpc(FinishImport)
    def finish_import(self, tx: Tx, request: Any) -> Any:
        return usecases.finish_import(tx, request["import_id"], request["parts"])

    @rpc(GetImport)
    def get_import(self, tx: Tx, request: Any) -> Any:
        return repository.get_job(tx, request["import_id"])

    @rpc(ListImports)
    def list_imports(self, tx: Tx, request: Any) -> Any:
        return usecases.list_imports(tx, request["cursor"], request["limit"])

    @rpc(ListImportProblems)
    def list_import_problems(self, tx: Tx, request: Any) -> Any:
        return usecases.list_problems(tx, request["import_id"], request["cursor"], request["limit"])

    @rpc(ExportTable)
    def export_table(self, tx: Tx, request: Any) -> Any:
        return exports.export_table(tx, request["kind"], request["cursor"], now=utcnow(), searched=request)

    @rpc(ExportRecords)
    def export_records(self, tx: Tx, request: Any) -> Any:
        return exports.export_records(tx, request["kind"], request["cursor"], now=utcnow(), searched=request)

    @timer(seconds=3600)
    def forget_import_files(self, tx: Tx) -> None:
        repository.forget_files(tx)

    @timer(seconds=3600)
    def forget_old_imports(self, tx: Tx) -> None:
        usecases.forget_old(tx, now=utcnow())

    @worker(seconds=1)
    def apply_imports(self) -> bool:
        return usecases.Worker(self.db, utcnow, uuid4).run_next()
