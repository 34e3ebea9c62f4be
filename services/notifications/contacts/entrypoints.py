"""What others tell about people."""

from chassis.entrypoints import event as event_
from contracts.newsletter.subscribers import SubscriberConfirmed, SubscriberUnsubscribed, SubscriptionRequested
from contracts.registry.accounts import (
    AccountAccessChanged,
    AccountActivated,
    AccountCreated,
    AccountDisabled,
    AccountInvited,
)
from contracts.registry.applications import ApplicationDeclined, ApplicationReceived, ApplicationVerified
from contracts.registry.change_requests import ChangeRequestAnswered
from contracts.registry.credentials import AccountCredentialResetRequested, AccountPasswordChanged
from contracts.registry.institutions import InstitutionMerged
from contracts.registry.member_states import MemberStateRecorded
from contracts.registry.privacy import PersonalDataRequested
from contracts.scheduling.nominations import NomineeContactRecorded
from services.notifications.contacts import repository, usecases


class ContactEntrypoints:
    """Contact facts from every service."""

    @event_(ApplicationReceived)
    def on_application_received(self, tx, event):
        usecases.record_applicant(tx, ApplicationReceived.key(), event)

    @event_(ApplicationVerified)
    def on_application_verified(self, tx, event):
        usecases.record_applicant(tx, ApplicationVerified.key(), event)

    @event_(ApplicationDeclined)
    def on_application_declined(self, tx, event):
        usecases.record_applicant(tx, ApplicationDeclined.key(), event)

    @event_(ChangeRequestAnswered)
    def on_change_request_answered(self, tx, event):
        usecases.record_proposer(tx, ChangeRequestAnswered.key(), event)

    @event_(AccountInvited)
    def on_account_invited(self, tx, event):
        usecases.record_holder(tx, AccountInvited.key(), event)

    @event_(AccountCreated)
    def on_account_created(self, tx, event):
        repository.save_account(tx, event, True, event.sequence)

    @event_(AccountActivated)
    def on_account_activated(self, tx, event):
        repository.save_account(tx, event, True, event.sequence)

    @event_(AccountAccessChanged)
    def on_account_access_changed(self, tx, event):
        repository.save_account(tx, event, True, event.sequence)

    @event_(AccountCredentialResetRequested)
    def on_account_credential_reset_requested(self, tx, event):
        usecases.record_holder(tx, AccountCredentialResetRequested.key(), event)

    @event_(AccountPasswordChanged)
    def on_account_password_changed(self, tx, event):
        usecases.record_holder(tx, AccountPasswordChanged.key(), event)

    @event_(PersonalDataRequested)
    def on_personal_data_requested(self, tx, event):
        usecases.record_person(tx, PersonalDataRequested.key(), event)

    @event_(AccountDisabled)
    def on_account_disabled(self, tx, event):
        repository.save_account(tx, event, False, event.sequence)

    @event_(InstitutionMerged)
    def on_institution_merged(self, tx, event):
        repository.move_accounts(tx, event["institution_id"], event["into_id"])

    @event_(NomineeContactRecorded)
    def on_nominee_contact_recorded(self, tx, event):
        repository.save_contact(tx, event["person_id"], "nominee", event, event.time)

    @event_(SubscriptionRequested)
    def on_subscription_requested(self, tx, event):
        usecases.record_subscription(tx, SubscriptionRequested.key(), event)

    @event_(SubscriberConfirmed)
    def on_subscriber_confirmed(self, tx, event):
        repository.save_subscriber(tx, event["subscriber_id"], False, event.sequence)

    @event_(SubscriberUnsubscribed)
    def on_subscriber_unsubscribed(self, tx, event):
        repository.save_subscriber(tx, event["subscriber_id"], True, event.sequence)

    @event_(MemberStateRecorded)
    def on_member_state_recorded(self, tx, event):
        repository.save_country(tx, event["code"], event["language"], event.sequence)
