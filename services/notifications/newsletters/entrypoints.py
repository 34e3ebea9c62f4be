"""What the newsletter asks to be sent."""

from chassis.entrypoints import event as event_
from contracts.newsletter.issues import IssueMailPrepared, NotificationRequested
from services.notifications.newsletters import repository, usecases


class NewsletterEntrypoints:
    """Issues and their recipients."""

    @event_(IssueMailPrepared)
    def on_issue_mail_prepared(self, tx, event):
        repository.save_issue_mail(tx, event, event.sequence)

    @event_(NotificationRequested)
    def on_notification_requested(self, tx, event):
        usecases.request(tx, NotificationRequested.key(), event)
