"""Which adapter serves which topic in this installation."""

from collections.abc import Mapping

from service.integrations.calls import Adapter
from service.integrations.letters import Letters
from service.integrations.mail import MailFile, Smtp
from service.integrations.records import RecordNotes
from service.integrations.webhooks import Webhooks
from service.settings import Settings


def adapters(settings: Settings) -> Mapping[str, Adapter]:
    """Return the adapters by topic.  Every other topic is left to external workers."""
    return {
        "mail.send": _mail(settings),
        "letter.send": Letters(settings.var_directory / "letters"),
        "record.note": RecordNotes(settings.var_directory / "record"),
        "webhook.send": Webhooks(hosts=settings.webhook_hosts, secret=settings.webhook_secret),
    }


def _mail(settings: Settings) -> Adapter:
    if settings.smtp_url is None:
        return MailFile(directory=settings.var_directory / "mail", sender=settings.mail_from)
    return Smtp(url=settings.smtp_url, sender=settings.mail_from)
