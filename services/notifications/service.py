"""The notifications service and the nouns it is made of."""

from chassis.database import Database
from chassis.settings import Setting, Settings, count
from services.notifications.activities.entrypoints import ActivityEntrypoints
from services.notifications.bearers.entrypoints import BearerEntrypoints
from services.notifications.contacts.entrypoints import ContactEntrypoints
from services.notifications.deliveries.entrypoints import DeliveryEntrypoints
from services.notifications.history.entrypoints import HistoryEntrypoints
from services.notifications.institutions.entrypoints import InstitutionEntrypoints
from services.notifications.newsletters.entrypoints import NewsletterEntrypoints
from services.notifications.nominations.entrypoints import NominationEntrypoints
from services.notifications.opportunities.entrypoints import OpportunityEntrypoints
from services.notifications.parked.entrypoints import ParkedEntrypoints
from services.notifications.privacy.entrypoints import PrivacyEntrypoints
from services.notifications.rendering.entrypoints import TemplateEntrypoints
from services.notifications.rendering.mail import safe_address
from services.notifications.rendering.templates import check_templates
from services.notifications.sending.domain import LEASE_SECONDS, Allowed
from services.notifications.sending.entrypoints import SendingEntrypoints
from services.notifications.sending.post import MailServer

check_templates()  # a rule without its template stops the boot


class NotificationsService(
    ContactEntrypoints,
    ActivityEntrypoints,
    NominationEntrypoints,
    OpportunityEntrypoints,
    InstitutionEntrypoints,
    BearerEntrypoints,
    PrivacyEntrypoints,
    NewsletterEntrypoints,
    DeliveryEntrypoints,
    TemplateEntrypoints,
    SendingEntrypoints,
    HistoryEntrypoints,
    ParkedEntrypoints,
):
    """One pipeline for every mail: rules, templates, calendar invitations, sending, delivery log."""

    name = "notifications"
    db = Database()
    settings = Settings(
        smtp_url=Setting(
            "NOTIFICATIONS_SMTP_URL", secret=True, read=MailServer.read, about="smtp://[user:password@]host:port[?starttls=1] or smtps://"
        ),
        mail_from=Setting("NOTIFICATIONS_MAIL_FROM", read=safe_address, about="the address all mail comes from"),
        allowed_recipients=Setting(
            "NOTIFICATIONS_ALLOWED_RECIPIENTS", Allowed.read("*"), read=Allowed.read,
            about="* or addresses and @domains with commas between; mail to others is suppressed",
        ),
        lease_seconds=Setting(
            "NOTIFICATIONS_LEASE_SECONDS", LEASE_SECONDS, read=count, about="after how long a lost worker's mails are taken over"
        ),
    )  # fmt: skip
