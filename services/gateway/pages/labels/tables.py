"""What tables in and out and the reference data call their things."""


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


TRANSFER = {"institutions": _("Institutions"), "opportunities": _("Opportunities")}
IMPORT_STATUS = {
    "collecting": _("Arriving"),
    "waiting": _("Waiting its turn"),
    "running": _("Being read"),
    "done": _("Finished"),
    "nothing_kept": _("Nothing was kept"),
}
ROW_PROBLEM = {
    "wrong_count": _("The number of entries is not right here."),
    "repeated": _("The same stands on an earlier line."),
    "unknown_column": _("We do not know this column."),
    "empty": _("The first line must name the columns."),
    "not_csv": _("This line is not CSV."),
    "not_json": _("The file cannot be read on from here."),
    "not_an_object": _("This is not a record."),
    "wrong_form": _("This is not in the form of its column."),
    "not_imported": _("A table does not change this."),
    "unknown_opportunity": _("There is no such opportunity. Leave the column empty for a new one."),
}
LEVEL = {"broad": _("Broad field"), "narrow": _("Narrow field"), "detailed": _("Detailed field")}
VOCABULARY = {
    "institution_types": _("Types of institutions"),
    "topics": _("Fields"),
    "stakeholders": _("Sectors"),
    "sdgs": _("Sustainable development goals"),
    "opportunity_kinds": _("Kinds of opportunities"),
    "activity_kinds": _("Kinds of activities"),
    "audiences": _("Audiences"),
    "modalities": _("Forms"),
    "outcome_kinds": _("Kinds of outcomes"),
}
