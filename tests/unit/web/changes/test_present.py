"""Differences as texts."""

from service.library.difference import CARRIED, Change, Detail, Difference, Section, Sentence, Sign, Subject, Weight
from service.web.changes.drawings import marked_of
from service.web.changes.present import change_row, part_of, rule_row, words_of
from service.web.changes.texts import Stays, compared, headed, plain, text_lines

TIME = Sentence(text="Review every 6 weeks instead of 8.", weight=Weight.TIME)
STEP = Sentence(text='New step "Copy of plan given".', weight=Weight.STEP)
WAY = Sentence(text='After "Review" comes "Copy of plan given".', weight=Weight.WAY)


def section(subject: Subject, *changes: Change, own: tuple[Sentence, ...] = ()) -> Section:
    return Section(
        subject=subject, sign=Sign.CHANGED, id="reviews", name="Reviews", files=frozenset(), changes=changes, own=own
    )


def href(process: str) -> str:
    return f"/diagram/{process}"


def test_sentences_stand_under_what_they_are_about_the_work_first():
    found = Difference(sections=(section(Subject.DIAGRAM, own=(WAY, STEP, TIME)),))

    groups = [(group.heading, group.sentences) for group in words_of(found)]

    assert groups == [
        ("Until when", (TIME.text,)),
        ("What is done, and what comes after what", (STEP.text, WAY.text)),
    ]


def test_a_row_of_a_table_has_a_cell_for_each_head():
    cells = (Detail(what="amount", before="8", after="6"), Detail(what="met_by", before='"seen"', after='"seen"'))
    part = part_of(
        section(
            Subject.DEADLINES,
            Change(sign=Sign.CHANGED, id="row1", name="", spoken="Review", details=cells),
            Change(sign=Sign.ADDED, id="row2", name="", details=(Detail(what="amount", before="", after="2"),)),
        ),
        1,
        href,
    )

    assert part.rows == ()
    assert part.grid is not None
    assert part.grid.heads == ("Amount", "Met by")
    first, second = part.grid.rows
    assert [(cell.before, cell.after, cell.differs) for cell in first.compared] == [
        ("8", "6", True),
        ("seen", "seen", False),
    ]
    assert [(cell.before, cell.after) for cell in second.compared] == [("", "2"), ("", "")]


def test_what_changes_about_a_table_as_a_whole_stands_beside_its_rows():
    frame = Change(
        sign=Sign.CHANGED, id="reviews", name="Reviews", details=(Detail(what="name", before="A", after="B"),)
    )

    part = part_of(section(Subject.DECISION, frame), 1, href)

    assert part.grid is None
    assert [row.title for row in part.rows] == ["Reviews"]


def test_what_only_moved_on_a_drawing_is_counted_and_not_listed():
    moved = Change(sign=Sign.DRAWN, id="Task_A", name="")

    part = part_of(section(Subject.DIAGRAM, moved), 1, href)

    assert (part.rows, part.drawn, part.drawings_href) == ((), 1, "/diagram/reviews")


def test_only_diagrams_have_drawings():
    assert part_of(section(Subject.FORM), 1, href).drawings_href is None


def test_properties_that_stay_are_left_out_of_a_row():
    change = Change(
        sign=Sign.CHANGED,
        id="Task_A",
        name="Visit",
        details=(Detail(what="name", before="A", after="A"), Detail(what="form", before='"One"', after='"Two"')),
        own=(STEP,),
    )

    row = change_row(change)

    assert [(each.what, each.before, each.after) for each in row.compared] == [("Form", '"One"', '"Two"')]
    assert row.notes == (STEP.text,)


def test_a_rule_without_carriers_is_carried_out_by_nothing():
    detail = Detail(what=CARRIED, before="the form", after="")

    row = rule_row(Change(sign=Sign.REMOVED, id="TEST-001", name="", details=(detail,)), "Each is triaged.")

    assert (row.before, row.after, row.state, row.tone) == ("the form", "Nothing", "Carried out by nothing", "red")
    assert row.text == "Each is triaged."


def test_an_element_stands_on_the_drawings_that_have_it():
    added, removed = (Change(sign=sign, id="Task_A", name="A") for sign in (Sign.ADDED, Sign.REMOVED))
    anew = Change(sign=Sign.CHANGED, id="Task_B", earlier_id="Task_A", name="A")

    shown = [(marked.badge, marked.before, marked.after) for marked in map(marked_of, (added, removed, anew))]

    assert shown == [("New", "", "Task_A"), ("Removed", "Task_A", ""), ("Changed", "Task_A", "Task_B")]


def test_texts_of_tables_are_shown_as_people_say_them():
    assert [plain(text) for text in ('"weeks"', "true", "-", '""', '"a","b"', "= 2")] == [
        "weeks",
        "yes",
        "",
        "",
        '"a","b"',
        "= 2",
    ]
    assert headed("met_by") == "Met by"


def test_a_long_text_is_compared_line_by_line():
    before = "Dear family\none\ntwo\nthree\nfour\nfive\nGoodbye"

    lines = list(text_lines(before, before.replace("Goodbye", "Yours")))

    assert [(line.text, line.stays) for line in lines] == [
        ("…", Stays.LEFT_OUT),
        ("four", Stays.SAME),
        ("five", Stays.SAME),
        ("Goodbye", Stays.GONE),
        ("Yours", Stays.COME),
    ]
    assert [line.words for line in lines[-2:]] == ["No longer: ", "New: "]
    assert compared("text", before, "").lines
    assert not compared("text", "a", "b").lines
