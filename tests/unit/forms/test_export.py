from tests.unit.forms.builders import choice, hidden_unless, question, read, repeat, required


def test_the_schema_says_what_may_be_sent():
    form = read(
        question(key="referrer.name", validate=required(maxLength=80, pattern="^[A-Z]")),
        question(key="referrer.mail", validate={"validationType": "email"}),
        question("datetime", "visited", "Date of the visit", validate=required()),
        question("number", "score", "Score", validate={"min": 1, "max": 10}),
        question("number", "hours", "Hours", decimalDigits=1),
        choice(),
        choice("checklist", "agencies", ("school",)),
        question("checkbox", "agreed", "Agreed", validate=required()),
        question("datetime", "begins", "Begins", subtype="time"),
        question("filepicker", "files", "Files", multiple=True),
        repeat(question(key="name", validate=required()), properties={"minItems": "1"}),
        title="Visit",
    )

    schema = form.json_schema()

    assert schema["title"] == "Visit"
    assert schema["required"] == ["referrer", "visited", "agreed", "children"]
    assert schema["additionalProperties"] is False
    properties = schema["properties"]
    assert properties["referrer"]["required"] == ["name"]
    assert properties["referrer"]["properties"]["name"] == {
        "title": "Full name",
        "type": "string",
        "maxLength": 80,
        "minLength": 1,
        "pattern": "^[A-Z]",
    }
    assert properties["referrer"]["properties"]["mail"]["format"] == "email"
    assert properties["visited"]["format"] == "date"
    assert (properties["score"]["type"], properties["score"]["maximum"]) == ("integer", 10)
    assert properties["hours"]["type"] == "number"
    assert properties["outcome"]["enum"] == ["yes", "no"]
    assert properties["agencies"]["items"]["enum"] == ["school"]
    assert properties["agencies"]["uniqueItems"] is True
    assert properties["agreed"]["const"] is True
    assert properties["begins"]["pattern"].startswith("^")
    assert properties["files"]["maxItems"] == 100
    assert properties["children"]["items"]["required"] == ["name"]
    assert properties["children"]["minItems"] == 1


def test_a_question_that_may_be_hidden_is_not_required_by_the_schema():
    form = read(choice(), question(validate=required(), conditional=hidden_unless('outcome = "no"')))

    assert "required" not in form.json_schema()


def test_a_question_that_is_only_shown_is_not_in_the_schema():
    assert list(read(question(readonly=True), choice()).json_schema()["properties"]) == ["outcome"]
