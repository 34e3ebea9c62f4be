"""Which function makes which page; an address names its language first, which is left out here."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from services.gateway.pages import (
    activities,
    applications,
    home,
    institutions,
    newsletter,
    offers,
    opportunities,
    personal_data,
    subscriptions,
)  # fmt: skip
from services.gateway.pages.account import own, passwords, sign_in
from services.gateway.pages.my import colleagues, institution, interests, offer_steps, overview, relations, translations
from services.gateway.pages.my import offers as own_offers
from services.gateway.pages.office import (
    accounts,
    countries,
    deletions,
    duplicates,
    exports,
    imports,
    parked,
    queue,
    records,
    reference,
    reviews,
    states,
)
from services.gateway.pages.office import applications as joining
from services.gateway.pages.office import institutions as register

UUID = "[0-9a-fA-F-]{36}"
ID, SLUG, OTHER = f"(?P<subject>{UUID})", r"(?P<slug>[\w.~-]{1,200})", f"(?P<other>{UUID})"
PART, STEP = r"(?P<part>[a-z]{2,20})", r"(?P<step>[a-z-]{2,20})"
LANGUAGE = "(?P<language>en|ar|fr)"
KIND, SERVICE = r"(?P<kind>[a-z_]{2,40})", r"(?P<service>[a-z]{2,20})"
CODE, NAME, FORM = r"(?P<code>[A-Za-z0-9_]{2,60})", r"(?P<name>[a-z_]{2,60})", r"(?P<form>csv|json)"
CLOSED = ("/my", "/office", "/sign-out")

UPLOAD = "/office/imports/new"

Show = Callable[..., Response]
Pages = tuple[tuple[str, dict[str, Show]], ...]


def both(show: Show) -> dict[str, Show]:
    """A page that shows a form and takes it."""
    return {"GET": show, "POST": show}


PUBLIC: Pages = (
    ("/", {"GET": home.show}),
    ("/institutions", {"GET": institutions.directory}),
    (f"/institutions/{SLUG}", {"GET": institutions.institution}),
    (f"/institutions/{ID}/change", both(institutions.propose)),
    (f"/institutions/{ID}/confirmation", both(institutions.confirm)),
    ("/activities", {"GET": activities.calendar}),
    (f"/activities/{SLUG}", {"GET": activities.activity}),
    ("/opportunities", {"GET": opportunities.listing}),
    (f"/opportunities/{SLUG}", {"GET": opportunities.opportunity}),
    (f"/opportunities/{SLUG}/apply", both(opportunities.apply)),
    ("/newsletter", {"GET": newsletter.archive}),
    (f"/newsletter/{SLUG}", {"GET": newsletter.issue}),
    ("/subscribe", both(subscriptions.subscribe)),
    (f"/subscriptions/{ID}", both(subscriptions.subscription)),
    (f"/unsubscribe/{ID}", both(subscriptions.unsubscribe)),
    ("/apply", both(applications.apply)),
    (f"/applications/{ID}", both(applications.application)),
    (f"/invitations/{ID}", both(applications.invitation)),
    (f"/offers/{ID}", both(offers.offer)),
    ("/sign-in", both(sign_in.sign_in)),
    ("/sign-out", {"POST": sign_in.sign_out}),
    ("/reset", both(passwords.forgotten)),
    (f"/password-resets/{ID}", both(passwords.reset)),
    ("/personal-data", both(personal_data.ask)),
    (f"/personal-data/{ID}", both(personal_data.link)),
)
MY: Pages = (
    ("/my", {"GET": overview.overview}),
    ("/my/institution", {"GET": institution.own}),
    (f"/my/institutions/{ID}", both(institution.record)),
    (f"/my/institutions/{ID}/edit/{PART}", both(institution.edit)),
    (f"/my/institutions/{ID}/relations", {"GET": relations.listing}),
    (f"/my/institutions/{ID}/relations/new", both(relations.add)),
    (f"/my/institutions/{ID}/relations/{KIND}/{OTHER}", both(relations.remove)),
    (f"/my/institutions/{ID}/translations/{LANGUAGE}", {"POST": translations.review_institution}),
    ("/my/opportunities", {"GET": own_offers.listing}),
    ("/my/opportunities/new", both(own_offers.new)),
    (f"/my/opportunities/{ID}", {"GET": own_offers.offer}),
    (f"/my/opportunities/{ID}/edit/{PART}", both(own_offers.edit)),
    (f"/my/opportunities/{ID}/preview", {"GET": own_offers.preview}),
    (f"/my/opportunities/{ID}/applications", {"GET": interests.listing}),
    (f"/my/opportunities/{ID}/applications/{OTHER}", both(interests.answer)),
    (f"/my/opportunities/{ID}/{STEP}", both(offer_steps.take)),
    (f"/my/opportunities/{ID}/translations/{LANGUAGE}", {"POST": translations.review_opportunity}),
    ("/my/colleagues", {"GET": colleagues.listing}),
    ("/my/colleagues/invite", both(colleagues.invite)),
    (f"/my/colleagues/{ID}/invitation", {"POST": colleagues.remind}),
    (f"/my/colleagues/{ID}/access", both(colleagues.access)),
    (f"/my/colleagues/{ID}/end", both(colleagues.remove)),
    ("/my/account", {"GET": own.account}),
    ("/my/account/password", both(own.password)),
    ("/my/account/tokens/new", both(own.new_token)),
    (f"/my/account/tokens/{ID}", {"POST": own.revoke}),
    (f"/my/account/sessions/{ID}", {"POST": own.end_session}),
)
OFFICE: Pages = (
    ("/office", {"GET": queue.queue}),
    ("/office/applications", {"GET": joining.listing}),
    (f"/office/applications/{ID}", {"GET": joining.application}),
    (f"/office/applications/{ID}/approve", both(joining.approve)),
    (f"/office/applications/{ID}/decline", both(joining.decline)),
    ("/office/reviews", {"GET": reviews.listing}),
    (f"/office/reviews/{ID}", {"GET": reviews.review}),
    (f"/office/reviews/{ID}/approve", both(reviews.approve)),
    (f"/office/reviews/{ID}/return", both(reviews.give_back)),
    (f"/office/reviews/{ID}/hide", both(reviews.hide)),
    (f"/office/reviews/{ID}/show", both(reviews.show)),
    ("/office/institutions", {"GET": register.listing}),
    (f"/office/institutions/{ID}", {"GET": register.institution}),
    (f"/office/institutions/{ID}/status", both(register.status)),
    (f"/office/institutions/{ID}/merge", both(register.merge)),
    ("/office/institutions/deleted", {"GET": deletions.listing}),
    (f"/office/institutions/{ID}/deletion", both(deletions.delete)),
    (f"/office/institutions/{ID}/recovery", both(deletions.recover)),
    (f"/office/institutions/{ID}/invite", both(accounts.invite)),
    (f"/office/audit/{KIND}/{ID}", {"GET": records.audit}),
    ("/office/duplicates", {"GET": duplicates.listing}),
    (f"/office/duplicates/{ID}", both(duplicates.dismiss)),
    ("/office/changes", {"GET": records.changes}),
    (f"/office/changes/{ID}", {"GET": records.change}),
    (f"/office/changes/{ID}/accept", both(records.accept)),
    (f"/office/changes/{ID}/decline", both(records.decline)),
    ("/office/accounts", {"GET": accounts.listing}),
    ("/office/accounts/focal-point", both(accounts.focal_point)),
    ("/office/imports", {"GET": imports.listing}),
    (UPLOAD, both(imports.new)),
    (f"/office/imports/{ID}", both(imports.show)),
    (f"/office/exports/{KIND}/{FORM}", {"GET": exports.download}),
    ("/office/reference", {"GET": reference.index}),
    ("/office/reference/fields", {"GET": reference.fields}),
    (f"/office/reference/fields/{CODE}", both(reference.field)),
    (f"/office/reference/fields/{CODE}/end", both(reference.end_field)),
    ("/office/reference/vocabularies", {"GET": reference.vocabularies}),
    (f"/office/reference/vocabularies/{NAME}", {"GET": reference.vocabulary}),
    (f"/office/reference/vocabularies/{NAME}/{CODE}", both(reference.term)),
    (f"/office/reference/vocabularies/{NAME}/{CODE}/end", both(reference.end_term)),
    (f"/office/reference/vocabularies/{NAME}/{CODE}/removal", both(reference.remove_term)),
    ("/office/reference/groups", {"GET": countries.groups}),
    ("/office/reference/groups/new", both(countries.new_group)),
    (f"/office/reference/groups/{CODE}", both(countries.group)),
    ("/office/reference/states", {"GET": states.states}),
    (f"/office/reference/states/{CODE}", both(states.state)),
    (f"/office/reference/states/{CODE}/memberships", both(states.memberships)),
    ("/office/parked", {"GET": parked.listing}),
    (f"/office/parked/{SERVICE}/{ID}", both(parked.message)),
    (f"/office/parked/{SERVICE}/{ID}/discard", both(parked.discard)),
)
PAGES: Pages = (*PUBLIC, *MY, *OFFICE)


def plain(path: str) -> str:
    """A path as the log names it."""
    named = ((ID, "{id}"), (SLUG, "{slug}"), (OTHER, "{other}"), (PART, "{part}"), (STEP, "{step}"), (KIND, "{kind}"),
             (SERVICE, "{service}"), (CODE, "{code}"), (NAME, "{name}"), (FORM, "{form}"))  # fmt: skip
    for pattern, name in named:
        path = path.replace(pattern, name)
    return path
