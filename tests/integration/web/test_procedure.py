"""The live procedure and earlier releases, in the words of those who work with them."""

import pytest

from tests.integration.web.conftest import Visit


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("Look Family support", "Show the diagram"),
        ("As a list Family support", "Release 1"),
        ("Look Deadlines", "Release 1"),
        ("Look Notes about the procedure", "README.md"),
    ],
)
def test_every_kind_of_file_of_the_live_release_can_be_looked_at(visit: Visit, link: str, says: str):
    owner = visit.as_("admin.one")
    owner.get("/procedure")

    page = owner.follow(link)

    assert says in page.text


def test_forms_of_the_live_release_are_shown_as_they_look(visit: Visit):
    owner = visit.as_("admin.one")
    owner.get("/procedure")
    form = next(text for text in owner.page.links() if text.startswith("Look ") and "isit" in text)

    page = owner.follow(form)

    assert page.find("//section | //h2[normalize-space()='How the page looks']")
    assert page.find("//main//input | //main//textarea")


def test_a_release_says_who_answers_for_it(visit: Visit):
    owner = visit.as_("admin.one")
    owner.get("/procedure")

    page = owner.follow("Release 1")

    assert page.h1 == "Release 1"
    assert "Published from a folder of files" in page.text
    assert "Withdraw" not in page.text
