"""What the closed vocabularies are called; the English words are the catalogue's keys."""


def _(message: str) -> str:
    return message  # marks for extraction only; the words are translated when shown


INSTITUTION_TYPE = {
    "training_institution": _("Training institution"),
    "university": _("University"),
    "research_institute": _("Research institute"),
    "ministry": _("Ministry"),
    "government_agency": _("Government agency"),
    "central_bank": _("Central bank"),
    "capital_markets_authority": _("Capital markets authority"),
    "statistical_office": _("Statistical office"),
    "international_organisation": _("International organisation"),
    "un_agency": _("UN agency"),
    "field_office": _("Field office"),
    "development_agency": _("Development agency"),
    "fund": _("Fund"),
    "company": _("Company"),
    "ngo": _("Non-governmental organisation"),
    "media": _("Media"),
    "hospital": _("Hospital"),
    "archive": _("Archive"),
    "facility": _("Facility"),
    "other": _("Other"),
}
TOPIC = {
    "agriculture": _("Agriculture"),
    "banking_and_finance": _("Banking and finance"),
    "capital_markets": _("Capital markets"),
    "disaster_management": _("Disaster management"),
    "economics": _("Economics"),
    "education": _("Education"),
    "energy": _("Energy"),
    "environment": _("Environment"),
    "gender": _("Gender"),
    "health": _("Health"),
    "ict": _("Information and communication technology"),
    "ict_in_education": _("ICT in education"),
    "industry": _("Industry"),
    "labour_and_employment": _("Labour and employment"),
    "law": _("Law"),
    "management": _("Management"),
    "migration": _("Migration"),
    "public_administration": _("Public administration"),
    "poverty_alleviation": _("Poverty alleviation"),
    "social_security": _("Social security"),
    "statistics": _("Statistics"),
    "tourism": _("Tourism"),
    "trade": _("Trade"),
    "transport": _("Transport"),
    "vocational_training": _("Vocational training"),
    "water": _("Water"),
    "other": _("Other"),
}
ACTIVITY_KIND = {
    "training_course": _("Training course"),
    "workshop": _("Workshop"),
    "seminar": _("Seminar"),
    "webinar": _("Webinar"),
    "study_visit": _("Study visit"),
    "forum": _("Forum"),
    "meeting": _("Meeting"),
    "coordination_meeting": _("Coordination meeting"),
    "expert_mission": _("Expert mission"),
    "needs_assessment": _("Needs assessment"),
    "scholarship": _("Scholarship"),
}
STATUS = {
    "announced": _("Announced"),
    "nominations_closed": _("Nominations closed"),
    "participants_selected": _("Participants selected"),
    "in_progress": _("Under way"),
    "completed": _("Completed"),
    "reported": _("Completed"),
    "archived": _("Completed"),
    "postponed": _("Postponed"),
    "cancelled": _("Cancelled"),
    "draft": _("Draft"),
    "proposed": _("Proposed"),
    "in_review": _("In review"),
    "approved": _("Approved"),
    "published": _("Open"),
    "closed": _("Closed"),
    "running": _("Under way"),
    "ended": _("Ended"),
    "suspended": _("Suspended"),
    "withdrawn": _("Withdrawn"),
    "planned": _("Planned"),
    "active": _("Active"),
    "unconfirmed": _("Unconfirmed"),
    "inactive": _("Inactive"),
    "merged": _("Merged"),
    "verified": _("Address confirmed"),
    "unverified": _("Address not confirmed"),
    "declined": _("Declined"),
}
OFFER_STATUS = {
    "submitted": _("Waiting for the selection"),
    "offered": _("Offered to you"),
    "reserve": _("On the reserve list"),
    "not_selected": _("Not selected"),
    "confirmed": _("Confirmed"),
    "declined": _("Declined"),
    "offer_expired": _("Expired"),
    "withdrawn": _("Withdrawn"),
    "attended": _("Attended"),
    "partially_attended": _("Attended in part"),
    "absent": _("Absent"),
    "closed_activity_cancelled": _("The activity was cancelled"),
}
MODALITY = {"onsite": _("On site"), "online": _("Online"), "hybrid": _("On site and online")}
ORGANISER_ROLE = {
    "organiser": _("Organiser"),
    "co_organiser": _("Co-organiser"),
    "host": _("Host"),
    "donor": _("Donor"),
    "technical_support": _("Technical support"),
    "provider": _("Provider"),
}
SESSION_TYPE = {
    "opening": _("Opening"),
    "plenary": _("Plenary"),
    "training": _("Training"),
    "presentation": _("Presentation"),
    "panel": _("Panel"),
    "group_work": _("Group work"),
    "discussion": _("Discussion"),
    "closing": _("Closing"),
    "break": _("Break"),
    "prayer_break": _("Prayer break"),
    "visit": _("Visit"),
    "bilateral": _("Bilateral meeting"),
    "internal_blocker": _("Internal"),
}
SPEAKER_ROLE = {
    "opening": _("Opening address"),
    "report": _("Report"),
    "presentation": _("Presentation"),
    "facilitator": _("Facilitator"),
    "trainer": _("Trainer"),
    "chair": _("Chair"),
    "closing": _("Closing address"),
    "host": _("Host"),
}
OUTCOME_KIND = {
    "recommendation": _("Recommendation"),
    "priority_area": _("Priority area"),
    "finding": _("Finding"),
    "commitment": _("Commitment"),
}
PROGRAMME = {
    "OIC-VET": _("OIC-VET – vocational education and training"),
    "CBP": _("CBP – capacity building"),
    "StatCaB": _("StatCaB – statistical capacity building"),
    "TROP": _("TROP – training opportunities"),
    "OIC-UN": _("OIC–UN cooperation"),
    "OTHER": _("Other"),
}
STAKEHOLDER = {
    "government": _("Government"),
    "private_sector": _("Private sector"),
    "ngo": _("Non-governmental organisation"),
    "academia": _("Academia"),
    "media": _("Media"),
    "international": _("International organisation"),
    "other": _("Other"),
}
AUDIENCE = {
    "policy_maker": _("Policy maker"),
    "government_official": _("Government official"),
    "statistical_org": _("Statistical organisation"),
    "central_bank": _("Central bank"),
    "capital_markets_authority": _("Capital markets authority"),
    "research_training": _("Research or training institution"),
    "other": _("Other"),
}
RELATION = {
    "parent": _("Part of"),
    "child": _("Includes"),
    "related": _("Related to"),
    "predecessor": _("Succeeds"),
    "successor": _("Succeeded by"),
}
SUBSCRIPTION_STATUS = {
    "requested": _("Waiting for your confirmation"),
    "confirmed": _("Subscribed"),
    "paused": _("Paused"),
    "unsubscribed": _("Unsubscribed"),
    "suppressed": _("Stopped"),
}
ROLE = {"officer": _("Officer"), "institution": _("Institution"), "focal_point": _("Focal point")}
MEMBERSHIP = {"member": _("Member state"), "suspended": _("Membership suspended")}
TRANSLATION = {
    "source": _("Original"),
    "missing": _("Words are missing"),
    "draft": _("Not reviewed"),
    "reviewed": _("Reviewed"),
    "stale": _("The original has changed"),
}
TEXT = {
    "names": _("Name"),
    "title": _("Title"),
    "description": _("Description"),
    "capabilities": _("What it can offer"),
    "facilities": _("Facilities"),
    "eligibility": _("Who can apply"),
    "modules": _("Parts of the course"),
}
SORT = {
    "relevance": _("Best match first"), "name": _("Name, alphabetically"), "-name": _("Name, in reverse"),
    "-entered": _("Newest in the directory first"), "deadline": _("Deadline, soonest first"),
    "-deadline": _("Deadline, latest first"), "start": _("Start, soonest first"), "-start": _("Start, latest first"),
    "-published": _("Newest first"), "-applied": _("Newest first"), "applied": _("Oldest first"),
    "-proposed": _("Newest first"), "proposed": _("Oldest first"), "-entry": _("Newest first"), "entry": _("Oldest first"),
}  # fmt: skip
