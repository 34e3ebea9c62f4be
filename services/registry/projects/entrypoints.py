"""Projects from outside."""

from typing import Any
from uuid import uuid4

from chassis.entrypoints import rpc
from chassis.tx import Tx
from contracts.registry.projects import GetProject, ListProjects, RegisterProject
from services.registry.projects import repository, usecases


class ProjectEntrypoints:
    """Projects that activities belong to."""

    @rpc(RegisterProject)
    def register_project(self, tx: Tx, request: Any) -> Any:
        return usecases.register_project(tx, request, uuid4())

    @rpc(GetProject)
    def get_project(self, tx: Tx, request: Any) -> Any:
        return repository.get_project(tx, request["project_id"])

    @rpc(ListProjects)
    def list_projects(self, tx: Tx, request: Any) -> Any:
        return usecases.list_projects(tx, request["cursor"], request["limit"])
