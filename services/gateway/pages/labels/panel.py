"""What the panel and the office call their states, steps and tasks."""


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


ACCESS = {"owner": _("Owner"), "editor": _("Editor"), "viewer": _("Viewer")}
ACCESS_MEANS = {
    "owner": _("Everything, and looks after the accounts of colleagues"),
    "editor": _("Changes the record and the opportunities"),
    "viewer": _("Reads, and changes nothing"),
}
ACCOUNT_STATUS = {
    "invited": _("Invited"),
    "active": _("Active"),
    "locked": _("Locked for now"),
    "disabled": _("Ended"),
}
INTEREST = {
    "received": _("New"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "waiting": _("On the waiting list"),
}
TO_DO = {
    "confirm_institution": _("Confirm that your record is right"),
    "revise_returned": _("Correct what the reviewers asked for"),
    "revise_returned_revision": _("Correct the change that came back"),
    "publish_approved": _("Publish what was approved"),
    "answer_applications": _("Answer applications"),
    "archive_ended": _("Put away what has ended"),
}
STEP = {
    "submit": _("Submit for review"),
    "publish": _("Publish"),
    "withdraw": _("Withdraw"),
    "cancel": _("Cancel it"),
    "delete": _("Delete"),
    "recover": _("Bring it back"),
    "extend": _("Extend the deadline"),
    "copy": _("Copy to next year"),
    "archive": _("Archive"),
    "submit_revision": _("Submit the change for review"),
    "discard_revision": _("Drop the change"),
    "suspend": _("Hide it"),
    "restore": _("Show it again"),
}
REVISION = {"draft": _("A change is being prepared"), "in_review": _("A change is being reviewed")}
PARKED = {"parked": _("Waiting for a decision"), "replayed": _("Sent back"), "discarded": _("Given up")}
CHANGE = {"open": _("Open"), "accepted": _("Accepted"), "declined": _("Declined"), "expired": _("Expired")}
TOKEN = {"active": _("Works"), "expired": _("Expired"), "revoked": _("Revoked")}
SCOPE = {
    "read": _("Read everything you may see"),
    "institutions:write": _("Change institutions"),
    "opportunities:write": _("Change opportunities"),
    "change_requests:write": _("Decide on proposed changes"),
    "people:write": _("Change people"),
    "projects:write": _("Change projects"),
    "applications:write": _("Decide on applications"),
    "member_states:write": _("Change member states"),
    "transfers:write": _("Import tables"),
    "activities:write": _("Change activities"),
    "agenda:write": _("Change agendas"),
    "nominations:write": _("Nominate"),
    "outcomes:write": _("File outcomes"),
    "issues:write": _("Prepare newsletters"),
}
SENIORITY = {
    "entry": _("Beginning"),
    "junior": _("Junior"),
    "middle": _("Middle"),
    "senior": _("Senior"),
    "executive": _("Executive"),
}
ATTENDANCE = {
    "any": _("Anybody"),
    "first_time": _("Those who come for the first time"),
    "attended_before": _("Those who took part before"),
}
SERVICE = {
    "registry": _("Registry"),
    "scheduling": _("Scheduling"),
    "notifications": _("Notifications"),
    "newsletter": _("Newsletter"),
}
CHECK_DATE = {
    "weekend": _("falls on a weekend"),
    "holiday": _("falls on a holiday"),
    "leap_day": _("was 29 February"),
    "copied": _("is that of the run before, moved along: say it anew before you submit"),
}
FLAG = {"yes": _("Yes"), "no": _("No")}
ALIKE = {
    "external_id": _("The same number elsewhere"),
    "name": _("The same name"),
    "similar_name": _("Similar names"),
    "domain": _("The same domain"),
    "city": _("The same city"),
    "acronym": _("The same acronym"),
}
