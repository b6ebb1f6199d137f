"""Signing in and out, and pages that everybody may read."""


def test_a_worker_signs_in_and_out(office):
    desk = office.stranger().open("/")
    assert desk.path == "/sign-in"

    desk.fill({"User name": "fsw.west", "Password": "not the password"}).press("Sign in")
    assert len(desk.errors) == 1

    desk.fill({"User name": "fsw.west", "Password": office.password("fsw.west")}).press("Sign in")
    desk.sees("Haringey Council", "Family Support Worker West", "Worried about a child?")

    desk.open("/account").follow("Change").sees("Change your password")
    desk.press("Sign out", inside=desk.page.locator("header")).sees("You have signed out")


def test_pages_that_everybody_may_read(office):
    desk = office.stranger()

    desk.open("/accessibility").sees("Accessibility statement")
    desk.open("/help").sees("A child is in danger now")
    desk.open("/nothing-here").sees("Page not found")
