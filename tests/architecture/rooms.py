"""An import-linter contract for the rooms of the house: which imports a kind of file may hold, whatever noun or service it is of."""

import re
import sys

from importlinter import Contract, ContractCheck, fields, output


class RoomContract(Contract):
    """Modules like `room` import only what `may_import` names (and the standard library), or nothing that `may_not_import` names.

    `*` stands for one name, `**` for any depth; `{service}` and `{noun}` for the importing module's own.
    """

    room = fields.StringField()
    may_import = fields.ListField(subfield=fields.StringField(), required=False)
    may_not_import = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph, verbose):
        """Find the imports that the room does not allow."""
        found = []
        for module in sorted(graph.modules):
            if _pattern(self.room).fullmatch(module):
                found += [(module, target) for target in self._forbidden(graph, module)]
        return ContractCheck(kept=not found, metadata={"found": found})

    def _forbidden(self, graph, module):
        for target in sorted(graph.find_modules_directly_imported_by(module)):
            if self.may_not_import:
                if _any(self.may_not_import, module, target):
                    yield target
            elif target.split(".")[0] not in sys.stdlib_module_names and not _any(self.may_import, module, target):
                yield target

    def render_broken_contract(self, check):
        """Say which import is in the wrong room."""
        for module, target in check.metadata["found"]:
            output.print_error(f"{module} may not import {target}")


def _pattern(text: str) -> re.Pattern[str]:
    escaped = re.escape(text).replace(r"\.\*\*", r"(\..+)?").replace(r"\*", r"[^.]+")
    return re.compile(escaped)


def _any(allowed: list[str], module: str, target: str) -> bool:
    parts = [*module.split("."), "", ""]
    for text in allowed:
        own = text.replace("{service}", parts[1]).replace("{noun}", parts[2])
        if _pattern(f"{own}.**").fullmatch(target):
            return True
    return False
