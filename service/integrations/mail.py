"""mail.send: parameters `to` (text or list), `subject`, `text`, `reply_to`, `document` (a file that is attached).

Both texts may use {{parameters}}.  `roles`, beside the addresses, says whose mailboxes they are: pages show it.
"""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from service.integrations.calls import Call, CallFailedError, CallRefusedError
from service.integrations.files import write_once
from service.integrations.merge import merge

TIMEOUT = 15.0  # seconds for each exchange with the mail server
SUBMISSION_PORT = 587
TLS_PORT = 465


def build_message(call: Call, sender: str) -> EmailMessage:
    """Return the mail; its Message-ID comes from the call, so that a mail sent twice can be known as one."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(_receivers(call))
    message["Subject"] = " ".join(merge(call.text("subject"), call.parameters).split())
    message["Date"] = format_datetime(call.made_at)
    message["Message-ID"] = f"<{call.id}@{sender.rpartition('@')[2]}>"
    if "reply_to" in call.parameters:
        message["Reply-To"] = call.text("reply_to")
    message.set_content(merge(call.text("text"), call.parameters))
    for file in call.files:
        kind, _, rest = file.media_type.partition(";")[0].partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=rest, filename=file.name)
    return message


def _receivers(call: Call) -> list[str]:
    given = call.parameters.get("to")
    receivers = [given] if isinstance(given, str) else given
    if not isinstance(receivers, list) or not receivers:
        raise CallRefusedError("The parameter 'to' of mail.send must be an address or a list of addresses.")
    for receiver in receivers:
        if not isinstance(receiver, str) or "@" not in receiver or not receiver.isprintable():
            raise CallRefusedError("A receiver of mail.send is not an e-mail address.")
    return receivers


class MailFile:
    """Writes the mail as a file, where no mail server is connected."""

    def __init__(self, *, directory: Path, sender: str) -> None:
        self._directory = directory
        self._sender = sender

    def __call__(self, call: Call) -> Mapping[str, object]:
        message = build_message(call, self._sender)
        write_once(self._directory / f"{call.id}.eml", message.as_bytes())
        return {"message_id": str(message["Message-ID"])}


class Smtp:
    """Hands the mail to a mail server: smtps:// speaks TLS at once, smtp:// turns it on where the server offers it."""

    def __init__(self, *, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender

    def __call__(self, call: Call) -> Mapping[str, object]:
        message = build_message(call, self._sender)
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise CallRefusedError("The mail server refuses every receiver.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise CallFailedError(f"The mail server did not take the mail ({type(error).__name__}).") from error
        return {"message_id": str(message["Message-ID"])}

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        context = ssl.create_default_context()
        if self._url.scheme == "smtps":
            port = self._url.port or TLS_PORT
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(host, self._url.port or SUBMISSION_PORT, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server
