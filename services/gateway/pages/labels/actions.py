"""What was done to a record, as its history tells it."""


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


ACTION = {
    "register_institution": _("The institution was entered"),
    "revise_institution": _("The record was changed"),
    "change_institution_status": _("Its standing was changed"),
    "merge_institutions": _("It was merged into another"),
    "delete_institution": _("It was deleted"),
    "recover_institution": _("It was brought back"),
    "confirm_institution": _("The record was confirmed"),
    "miss_confirmation": _("The confirmation was missed"),
    "review_translation": _("A translation was reviewed"),
    "draft_opportunity": _("The draft was begun"),
    "revise_opportunity": _("The draft was changed"),
    "submit_opportunity": _("It was submitted for review"),
    "return_opportunity": _("It was returned with comments"),
    "approve_opportunity": _("It was approved"),
    "publish_opportunity": _("It was published, or set to a moment"),
    "closing_soon_opportunity": _("It was announced that it closes soon"),
    "close_opportunity": _("Its deadline passed"),
    "start_opportunity": _("It started"),
    "end_opportunity": _("It ended"),
    "archive_opportunity": _("It was archived"),
    "cancel_opportunity": _("It was cancelled"),
    "withdraw_opportunity": _("It was withdrawn"),
    "suspend_opportunity": _("It was hidden"),
    "restore_opportunity": _("It was shown again"),
    "delete_opportunity": _("It was deleted"),
    "recover_opportunity": _("It was brought back"),
    "amend_opportunity": _("A change became public"),
    "revise_revision": _("A change was proposed"),
    "extend_revision": _("A later deadline was proposed"),
    "submit_revision": _("The change was submitted for review"),
    "approve_revision": _("The change was approved"),
    "return_revision": _("The change was returned with comments"),
    "discard_revision": _("The change was dropped"),
    "apply_for_opportunity": _("Somebody applied"),
}
NOTE = {
    "reason": _("Reason"),
    "force_reason": _("Reason"),
    "status": _("State"),
    "names": _("Names"),
    "version": _("Version"),
    "revision": _("Approved version"),
    "language": _("Language"),
    "fields": _("What was changed"),
    "proposed": _("Proposed"),
    "missed": _("How many times in a row"),
    "into": _("The record that stays"),
    "institution_id": _("Institution"),
    "interest_id": _("Application"),
}
