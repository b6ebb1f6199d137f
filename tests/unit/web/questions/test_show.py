from tests.unit.forms.builders import choice, page, question, read, required
from tests.unit.web.questions.pages import draw, field, label_of


def test_a_page_asks_its_questions_with_their_labels():
    form = read(
        page(
            question(validate=required()),
            choice(validate=required()),
            question("datetime", "visited", "Date of the visit"),
        )
    )

    tree = draw(form, {"name": "Test Child Ash", "outcome": "no", "visited": "2026-12-11"})

    assert label_of(tree, "answer-name") == "Full name"
    assert field(tree, "answer-name").get("value") == "Test Child Ash"
    assert field(tree, "answer-outcome-2").get("checked") is not None
    assert [field(tree, f"answer-visited-{part}").get("value") for part in ("day", "month", "year")] == [
        "11",
        "12",
        "2026",
    ]
