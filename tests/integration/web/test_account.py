"""Signing in and out, changing the password, and getting back what was written before the session ended."""

from tests.integration.builders import PASSWORD
from tests.integration.web.conftest import Visit


def test_somebody_signs_in_and_out(visit: Visit):
    worker = visit.as_("worker.west")
    assert worker.get("/account").h1 == "Your account"

    worker.submit({}, action="/sign-out")

    assert "/sign-in" in worker.get("/account", status=303).answer.headers["Location"]


def test_a_wrong_password_is_said_beside_the_field_and_the_name_is_kept(visit: Visit):
    browser = visit.stranger()
    browser.get("/sign-in")

    page = browser.submit({"name": "worker.west", "password": "wrong"}, status=422)

    assert page.errors["name"] == "The name or the password is wrong."
    assert page.form()["name"] == "worker.west"


def test_signing_in_leads_to_the_page_that_was_asked_for(visit: Visit):
    browser = visit.stranger()
    asked = browser.get("/account/password", status=303)
    browser.after(asked)

    answer = browser.submit({"name": "worker.west", "password": PASSWORD})

    assert answer.answer.headers["Location"].startswith("/account/password")


def test_signing_in_never_leads_elsewhere(visit: Visit):
    browser = visit.stranger()
    browser.get("/sign-in?next=//evil.example/")

    answer = browser.submit({"name": "worker.west", "password": PASSWORD})

    assert answer.answer.headers["Location"].startswith("/work")


def test_what_was_written_before_the_session_ended_is_sent_after_signing_in_again(visit: Visit):
    worker = visit.as_("worker.west")
    form = worker.get("/account/password").form()
    worker.client.delete_cookie("pathways")

    worker.post("/account/password", {**form, "new": "what I wrote"}, status=401, token=False)
    page = worker.submit({"name": "worker.west", "password": PASSWORD}, status=200)

    assert page.h1 == "What you wrote is still here"
    assert page.form()["new"] == "what I wrote"


def test_what_was_written_is_not_given_to_somebody_else(visit: Visit):
    worker = visit.as_("worker.west")
    form = worker.get("/account/password").form()
    worker.client.delete_cookie("pathways")

    worker.post("/account/password", {**form, "new": "what I wrote"}, status=401, token=False)
    page = worker.submit({"name": "worker.east", "password": PASSWORD}, status=200)

    assert page.h1 == "Open the page again"
    assert "what I wrote" not in page.answer.get_data(as_text=True)


def test_a_form_without_our_token_does_nothing(visit: Visit):
    worker = visit.as_("worker.west")

    worker.post("/sign-out", {}, status=400, token=False)

    assert worker.get("/account").h1 == "Your account"


def test_another_site_cannot_sign_anybody_in(visit: Visit):
    browser = visit.stranger()

    answer = browser.post("/sign-in", {"name": "worker.west", "password": PASSWORD}, token=False)

    assert answer.answer.headers["Location"].startswith("/sign-in")
    browser.get("/account", status=303)


def test_the_own_password_is_changed_with_the_present_one(visit: Visit):
    worker = visit.as_("worker.west")
    worker.get("/account/password")
    new = "an even longer password"

    refused = worker.submit({"current": "wrong", "new": new, "again": new}, status=422)
    assert refused.errors == {"current": "Enter the password that you use now."}
    worker.submit({"current": PASSWORD, "new": new, "again": new})

    assert visit.as_("worker.west", new).get("/account").h1 == "Your account"


def test_a_page_that_is_not_there_says_what_to_do(visit: Visit):
    page = visit.as_("worker.west").get("/nothing/here", status=404)

    assert page.h1 == "Page not found"
    assert "Go to My work" in page.links()


def test_the_pages_about_the_service_are_open_to_everybody(visit: Visit):
    for address, title in (("/accessibility", "Accessibility statement"), ("/help", "Help")):
        assert visit.stranger().get(address).h1 == title


def test_whoever_made_what_the_pages_are_made_of_is_named(visit: Visit):
    licences = visit.stranger().get("/help").links()["licences"]

    with visit.stranger().get(licences).answer as answer:
        assert "bpmn-js" in answer.get_data(as_text=True)
