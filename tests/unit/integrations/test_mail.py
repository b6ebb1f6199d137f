import email
import smtplib
from dataclasses import replace

import pytest

from service.integrations import CallFailedError, CallFile, CallRefusedError
from service.integrations.mail import MailFile, Smtp, build_message

SENDER = "early-help@example.org"


def test_a_mail_is_written_as_a_file_that_mail_programs_read(tmp_path, make_call):
    send = MailFile(directory=tmp_path, sender=SENDER)

    send(make_call(to="referrer@example.org", subject="About {{family}}", text="Hello", family="Test Family Ash"))

    mail = email.message_from_bytes(next(tmp_path.glob("*.eml")).read_bytes())
    assert mail["To"] == "referrer@example.org"
    assert mail["Subject"] == "About Test Family Ash"
    assert mail.get_payload().strip() == "Hello"


def test_the_same_call_twice_leaves_one_mail(tmp_path, make_call):
    send = MailFile(directory=tmp_path, sender=SENDER)
    call = make_call(to="referrer@example.org", subject="Once", text="Hello")

    first, second = send(call), send(call)

    assert first == second
    assert len(list(tmp_path.iterdir())) == 1


def test_the_message_id_comes_from_the_call(make_call):
    call = make_call(to="referrer@example.org", subject="One", text="Hello")

    message = build_message(call, SENDER)

    assert message["Message-ID"] == f"<{call.id}@example.org>"


def test_a_line_break_in_a_subject_adds_no_header(make_call):
    call = make_call(to="a@example.org", subject="{{s}}", text="Hello", s="Hi\r\nBcc: other@example.org")

    message = build_message(call, SENDER)

    assert message["Subject"] == "Hi Bcc: other@example.org"
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "to", [None, "", [], "no address", ["a@example.org", 3], "a@example.org\r\nBcc: b@example.org"]
)
def test_a_receiver_that_is_no_address_is_refused(make_call, to):
    with pytest.raises(CallRefusedError):
        build_message(make_call(to=to, subject="One", text="Hello"), SENDER)


def test_a_value_that_looks_like_a_place_is_not_filled_again(make_call):
    call = make_call(to="a@example.org", subject="S", text="{{note}}", note="{{secret}}", secret="x")

    message = build_message(call, SENDER)

    assert message.get_content().strip() == "{{secret}}"


def test_an_unreachable_mail_server_is_a_failure_that_may_pass(make_call):
    send = Smtp(url="smtp://127.0.0.1:9", sender=SENDER)

    with pytest.raises(CallFailedError):
        send(make_call(to="a@example.org", subject="One", text="Hello"))


def test_a_refused_receiver_is_no_failure_that_passes(make_call, monkeypatch):
    class Refusing(smtplib.SMTP):
        def __init__(self, *_args, **_options):
            super().__init__()

        def ehlo(self, _name=""):
            return 250, b""

        def send_message(self, *_args):
            raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr(smtplib, "SMTP", Refusing)
    send = Smtp(url="smtp://127.0.0.1", sender=SENDER)

    with pytest.raises(CallRefusedError):
        send(make_call(to="a@example.org", subject="One", text="Hello"))


def test_a_file_is_attached(make_call):
    file = CallFile(name="Letter.pdf", media_type="application/pdf", content=b"%PDF-1.7")
    call = replace(make_call(to="a@example.org", subject="A letter", text="It is attached."), files=(file,))

    message = build_message(call, "early-help@example.org")

    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("Letter.pdf", "application/pdf")
    assert attached.get_payload(decode=True) == b"%PDF-1.7"
    assert "It is attached." in message.get_body().get_content()
