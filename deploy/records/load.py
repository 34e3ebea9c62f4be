"""`python -m deploy.records.load <endpoints.json>`: enter the department's records; again changes nothing."""

import json
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from deploy.client import Answer, Api, Problem, content_key, endpoints, until

FOLDER = Path(__file__).parent
# What comes after a historic activity's draft, by the state it is in.
NEXT_STEP = {
    "draft": ("officer", "proposal"),
    "proposed": ("reviewer", "approval"),
    "approved": ("officer", "announcement"),
    "announced": ("officer", "start"),
    "in_progress": ("officer", "completion"),
}


def record_id(kind: str, ref: str) -> str:
    """The permanent id of a record that has a stable name."""
    return str(uuid5(NAMESPACE_URL, f"https://www.sesric.org/training/{kind}/{ref}"))


def read(name: str) -> list[Answer]:
    """The records of one file."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


class Loader:
    """Enters the records as two officers, each by the use case that anybody would use."""

    def __init__(self, found: Answer) -> None:
        self.officer = Api(found["gateway"], found["officer"]["token"])
        self.reviewer = Api(found["gateway"], found["reviewer"]["token"])

    def load(self) -> None:
        """Member states, their groups, institutions, people, projects, activities: in the order they need each other."""
        for name in ("member_states", "country_groups", "institutions", "people", "projects", "activities"):
            began = time.monotonic()
            records = read(name)
            for record in records:
                getattr(self, f"enter_{name}")(record)
            print(f"  {len(records):3} {name.replace('_', ' ')}  {time.monotonic() - began:.1f} s", flush=True)

    def enter_member_states(self, record: Answer) -> None:
        """One member state."""
        self.officer.put(f"/v1/member-states/{record['code']}", record)

    def enter_country_groups(self, record: Answer) -> None:
        """One group of countries."""
        self.officer.put(f"/v1/country-groups/{record['code']}", record)

    def enter_institutions(self, record: Answer) -> None:
        """One institution with its ties; a changed record is revised."""
        body = {key: value for key, value in record.items() if key not in ("ref", "relations")}
        body["institution_id"] = record_id("institution", record["ref"])
        body["international"] = record.get("country") is None
        body["relations"] = [
            {"kind": tie["kind"], "institution_id": record_id("institution", tie["ref"])}
            for tie in record.get("relations", [])
        ]
        body["force_reason"] = "The department's own record."
        try:
            self.officer.post("/v1/institutions", body, content_key("record", body))
        except Problem as refused:
            if refused.code != "Duplicate":
                raise
            self._revise(body)

    def _revise(self, body: Answer) -> None:
        path = f"/v1/institutions/{body['institution_id']}"
        body = {key: value for key, value in body.items() if key not in ("institution_id", "force_reason", "status")}
        known = self.officer.get(path)
        ties = [{"kind": tie["kind"], "institution_id": tie["institution_id"]} for tie in known["relations"]]
        # A revision replaces all ties, and others' records have tied it too: what stands there stays.
        body["relations"] = ties + [tie for tie in body["relations"] if tie not in ties]
        self.officer.put(path, body, version=known["version"])

    def enter_people(self, record: Answer) -> None:
        """One person."""
        body = {key: value for key, value in record.items() if key not in ("ref", "institution")}
        body["person_id"] = record_id("person", record["ref"])
        if "institution" in record:
            body["institution_id"] = record_id("institution", record["institution"])
        self.officer.post("/v1/people", body, content_key("record", body))

    def enter_projects(self, record: Answer) -> None:
        """One project."""
        body = {key: value for key, value in record.items() if key != "ref"}
        body["project_id"] = record_id("project", record["ref"])
        body["parties"] = [
            {"institution_id": record_id("institution", party["ref"]), "role": party["role"]}
            for party in record["parties"]
        ]
        self.officer.post("/v1/projects", body, content_key("record", body))

    def enter_activities(self, record: Answer) -> None:
        """One past activity, from its draft to its filed outcomes."""
        activity_id = record_id("activity", record["ref"])
        path = f"/v1/activities/{activity_id}"
        found = self._draft(activity_id, record["record"])
        while found["status"] in NEXT_STEP:
            who, step = NEXT_STEP[found["status"]]
            if found["status"] == "approved":
                self._set_agenda(path, record)
            body = record["completion"] if step == "completion" else {}
            found = getattr(self, who).post(f"{path}/{step}", body)
        if found["status"] == "completed":
            outcomes = {"outcomes": record.get("outcomes", []), "none_reason": record.get("none_reason", "")}
            self.officer.put(f"{path}/outcomes", outcomes)

    def _draft(self, activity_id: str, facts: Answer) -> Answer:
        body = {key: value for key, value in facts.items() if key != "project"}
        body["activity_id"] = activity_id
        body["project_id"] = record_id("project", facts["project"])
        body["organisers"] = [
            {"institution_id": record_id("institution", one["ref"]), "role": one["role"]} for one in facts["organisers"]
        ]
        return until(f"scheduling knows the organisers of {activity_id}", lambda: self._try_draft(activity_id, body))

    def _try_draft(self, activity_id: str, body: Answer) -> Answer | None:
        try:
            return self.officer.get(f"/v1/activities/{activity_id}")
        except Problem as refused:
            if refused.status != 404:
                raise
        return known_yet(lambda: self.officer.post("/v1/activities", body, content_key("record", body)))

    def _set_agenda(self, path: str, record: Answer) -> None:
        first = date.fromisoformat(record["record"]["starts"][:10])
        people = {person["ref"]: person for person in read("people")}
        names = {one["ref"]: one["names"] for one in read("institutions")}
        sessions = [session_of(item, first, people, names) for item in record["agenda"]]
        version = self.officer.get(f"{path}/agenda")["version"]
        if version == 0:
            until(
                "scheduling knows the speakers",
                lambda: known_yet(lambda: self.officer.put(f"{path}/agenda", {"sessions": sessions}, version=0)),
            )


def known_yet(ask):
    """The answer, or None while scheduling has not heard of an institution, project or person from the registry."""
    try:
        return ask()
    except Problem as refused:
        codes = {problem["code"] for problem in refused.document.get("problems", [])}
        if codes and codes <= {"unknown_institution", "unknown_person", "unknown_project", "unknown_country"}:
            return None
        raise


def session_of(item: Answer, first: date, people: dict[str, Answer], names: dict[str, Answer]) -> Answer:
    """A session as the API takes it, with each speaker's position and organisation as of then."""
    day = (first + timedelta(days=item["day"] - 1)).isoformat()
    session: Answer = {key: item[key] for key in ("kind", "title", "materials") if key in item}
    session |= {"starts": f"{day}T{item['from']}", "ends": f"{day}T{item['to']}", "speakers": []}
    for speaker in item.get("speakers", []):
        person = people[speaker["person"]]
        shown: Answer = {key: person[key] for key in ("name", "honorific", "position") if key in person}
        shown |= {"role": speaker["role"], "person_id": record_id("person", person["ref"])}
        if "institution" in person:
            shown["organisation"] = names[person["institution"]]
        session["speakers"].append(shown)
    return session


def main() -> None:
    """Load everything; a refused record stops with what was refused."""
    Loader(endpoints(sys.argv[1] if len(sys.argv) > 1 else ".local/endpoints.json")).load()


if __name__ == "__main__":
    main()
