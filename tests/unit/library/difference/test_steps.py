import pytest

from service.library.difference import Sign, Subject
from tests.unit.library.conftest import VISITED, form
from tests.unit.library.difference.conftest import VISITS

FLOW = '<sequenceFlow id="Flow_Begun_Visit" sourceRef="Event_Begun" targetRef="Task_Visit"/>'
COPY = (
    '<userTask id="Task_Copy" name="Copy of plan given" camunda:formRef="visit" '
    'camunda:candidateGroups="{role}"{more}/>'
    '<sequenceFlow id="Flow_Begun_Copy" sourceRef="Event_Begun" targetRef="Task_Copy"/>'
    '<sequenceFlow id="Flow_Copy_Visit" sourceRef="Task_Copy" targetRef="Task_Visit"/>'
)
ROLE = 'camunda:candidateGroups="fsw" camunda:dueDate'


def test_a_new_step_says_who_does_it_and_where(draft):
    draft.replace(FLOW, COPY.format(role="fsw", more=""))

    assert draft.words() == [
        'New step "Copy of plan given" for the Family Support Worker in Visits.',
        'After "Work arrives", the family now goes to "Copy of plan given".',
        'After "Copy of plan given", the family goes to "Visit the family".',
    ]


def test_a_new_step_says_by_when(draft):
    draft.replace(FLOW, COPY.format(role="fsw,spa", more=' camunda:dueDate="=due(&quot;first_visit&quot;)"'))

    assert draft.words()[0] == (
        'New step "Copy of plan given" for the Family Support Worker or Single Point of Access in Visits, '
        'due by the deadline "First visit".'
    )


def test_a_step_that_has_gone_is_named(draft):
    draft.replace('<manualTask id="Task_Call" name="Telephone the school" camunda:candidateGroups="fsw"/>', "")
    draft.replace('<sequenceFlow id="Flow_Call_Well" sourceRef="Task_Call" targetRef="Event_Well"/>', "")
    draft.replace('sourceRef="Task_Letter" targetRef="Task_Call"', 'sourceRef="Task_Letter" targetRef="Event_Well"')

    assert draft.words() == [
        'The step "Telephone the school" in Visits is no longer there.',
        'After "Send the letter", the family now goes to "Went well".',
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            ROLE,
            'camunda:candidateGroups="spa" camunda:dueDate',
            '"Visit the family" is now done by Single Point of Access instead of Family Support Worker.',
        ),
        (
            ' camunda:dueDate="=due(&quot;first_visit&quot;)"',
            "",
            '"Visit the family" has no due date any more.',
        ),
        (
            'camunda:dueDate="=due(&quot;first_visit&quot;)"',
            'camunda:dueDate="=due(&quot;first_visit&quot;) - duration(&quot;P1D&quot;)"',
            '"Visit the family" is now due by 1 day before {deadline} instead of {deadline}.'.format(
                deadline='the deadline "First visit"'
            ),
        ),
        (
            'camunda:dueDate="=due(&quot;first_visit&quot;)"',
            'camunda:dueDate="=if true then now() else now()"',
            'The due date of "Visit the family" is now worked out in another way.',
        ),
        (
            f"{ROLE}",
            f'camunda:assignee="=case.lead" {ROLE}',
            '"Visit the family" now goes to the lead worker at once.',
        ),
        (
            '<camunda:property name="deadlines" value="first_visit"/>',
            "",
            '"Visit the family" no longer starts the deadline "First visit".',
        ),
        (
            '<camunda:property name="event" value="visit_done"/>',
            '<camunda:property name="event" value="visit_done contact_made"/>',
            '"Visit the family" now goes on record as "contact made".',
        ),
        (
            'value="Bring the plan"',
            'value="Bring the plan and the letter"',
            'The line of help of "Visit the family" now reads "Bring the plan and the letter".',
        ),
        (
            'name="Telephone the school"',
            'name="Call the school"',
            '"Telephone the school" is now called "Call the school".',
        ),
        (
            '<manualTask id="Task_Call" name="Telephone the school" ',
            '<userTask id="Task_Call" name="Telephone the school" camunda:formRef="visit" ',
            '"Telephone the school" is now a task with a form instead of a task without a form.',
        ),
        (
            '=due("first_visit")</timeDate>',
            '=due("first_visit") + duration("P7D")</timeDate>',
            '"Too late" now comes at 1 week after the deadline "First visit" instead of at the deadline "First visit".',
        ),
        (
            '<camunda:outputParameter name="visited_on">=visited_on</camunda:outputParameter>',
            "",
            'What the pathway keeps of "Visit the family" has changed.',
        ),
        (
            'name="item_label" value="=child.name"',
            'name="item_label" value="=child.id"',
            'At "See each child", what one item is called is now different.',
        ),
        (
            '<camunda:property name="instructions" value="Bring the plan"/>',
            '<camunda:property name="case_stage" value="Planning"/>',
            'From "Visit the family" on the stage is now "Planning".',
        ),
        (
            'camunda:collection="=case.children"',
            'camunda:collection="=case.adults"',
            'How often "See each child" is done, and for whom, has changed.',
        ),
    ],
)
def test_a_changed_step_is_told_in_words(draft, old, new, sentence):
    assert sentence in draft.replace(old, new).words()


def test_another_form_is_called_by_its_title(draft):
    draft.write("forms/little/home_visit.form", form(VISITED, id_="home_visit"))
    draft.replace(
        'name="Visit the family" camunda:formRef="visit"', 'name="Visit the family" camunda:formRef="home_visit"'
    )

    assert '"Visit the family" now uses the form "Home visit" instead of "Visit".' in draft.words()


def test_another_process_is_called_by_its_name(draft):
    draft.replace(
        'process id="case" name="Visits"', 'process id="case" name="Rounds"', path="processes/little/case.bpmn"
    )
    draft.replace('calledElement="urgent_concern"', 'calledElement="case"')

    assert '"See each child" now runs "Rounds" instead of "Visits".' in draft.words()


def test_two_of_one_name_are_told_apart(draft):
    draft.replace('calledElement="urgent_concern"', 'calledElement="case"')

    assert draft.words() == ['"See each child" now runs "Visits" instead of another one of that name.']


def test_what_no_trait_knows_is_not_passed_over(draft):
    draft.replace('name="Telephone the school"', 'name="Telephone the school" camunda:jobPriority="5"')

    assert draft.words() == [
        'Something about "Telephone the school" is written differently; there are no words for it.'
    ]


def test_a_new_event_says_during_what_and_when_it_comes(draft):
    late = (
        '<boundaryEvent id="Event_Idle" name="Nothing heard" attachedToRef="Task_Call" cancelActivity="false">'
        '<timerEventDefinition id="Definition_9"><timeDuration>P2W</timeDuration></timerEventDefinition>'
        "</boundaryEvent>"
        '<endEvent id="Event_Idled" name="Nothing done"/>'
        '<sequenceFlow id="Flow_Idle" sourceRef="Event_Idle" targetRef="Event_Idled"/>'
    )
    draft.replace(
        '<endEvent id="Event_GivenUp" name="Given up"/>', f'<endEvent id="Event_GivenUp" name="Given up"/>{late}'
    )

    assert (
        'New event "Nothing heard" during "Telephone the school" in Visits, which comes after 2 weeks.' in draft.words()
    )


def test_elements_are_marked_on_the_drawing_that_has_them(draft):
    draft.replace(FLOW, COPY.format(role="fsw", more="")).replace(ROLE, ROLE.replace("fsw", "spa"))

    marks = draft.difference().marks("valid")

    assert marks.before == {"Task_Visit": Sign.CHANGED, "Flow_Begun_Visit": Sign.REMOVED}
    assert marks.after == {
        "Task_Visit": Sign.CHANGED,
        "Task_Copy": Sign.ADDED,
        "Flow_Begun_Copy": Sign.ADDED,
        "Flow_Copy_Visit": Sign.ADDED,
    }


def test_the_properties_of_a_changed_element_are_listed(draft):
    (section,) = draft.replace(ROLE, ROLE.replace("fsw", "spa")).difference().of(Subject.DIAGRAM)

    (change,) = section.changes
    (detail,) = change.details

    assert (section.id, section.name, change.id, change.name) == ("valid", "Visits", "Task_Visit", "Visit the family")
    assert (detail.what, detail.before, detail.after) == (
        "who does it",
        "Family Support Worker",
        "Single Point of Access",
    )


def test_a_moved_shape_is_only_drawn_differently(draft):
    draft.replace(
        'bpmnElement="Task_Visit">\n        <dc:Bounds x="250"', 'bpmnElement="Task_Visit">\n        <dc:Bounds x="260"'
    )

    found = draft.difference()

    assert found.words == ("1 shape or line of Visits is only drawn differently.",)
    assert found.sections[0].sign is Sign.DRAWN
    assert found.marks("valid").after == {"Task_Visit": Sign.DRAWN}


def test_a_file_that_says_the_same_in_another_way_of_writing_changes_nothing(draft):
    draft.replace(
        '<endEvent id="Event_Done" name="Work done"/>', '<endEvent  name="Work done"   id="Event_Done"></endEvent>'
    )

    assert draft.words() == ["The file of Visits is written differently; nothing changes."]


def test_a_new_process_is_counted_and_not_told_step_by_step(draft):
    path = "processes/little/case.bpmn"
    text = (
        draft.before[path]
        .decode()
        .replace('process id="case" name="Visits"', 'process id="second" name="Second round"')
    )
    draft.write("processes/little/second.bpmn", text.replace('bpmnElement="case"', 'bpmnElement="second"'))

    assert draft.words() == ['New process "Second round" with 3 steps.']


def test_a_process_that_has_gone_is_named(draft):
    assert draft.remove("processes/little/case.bpmn").words() == ['The process "Visits" is no longer there.']


def test_a_step_that_an_editor_has_made_anew_is_the_same_step(draft):
    draft.replace("Task_Call", "Activity_1x9f2").replace(
        'name="Telephone the school" camunda:candidateGroups="fsw"',
        'name="Telephone the school" camunda:candidateGroups="spa"',
    )

    found = draft.difference()

    assert found.words == (
        '"Telephone the school" is now done by Single Point of Access instead of Family Support Worker.',
        '"Telephone the school" has been drawn anew.',
    )
    assert found.marks("valid").before["Task_Call"] is Sign.CHANGED
    assert found.marks("valid").after["Activity_1x9f2"] is Sign.CHANGED


def test_what_modelers_write_or_leave_out_as_they_like_changes_nothing(draft):
    draft.replace(' camunda:formRefBinding="latest"', "")

    assert draft.words() == ["The file of Visits is written differently; nothing changes."]


def test_the_order_of_roles_says_nothing(draft):
    draft.replace(ROLE, ROLE.replace("fsw", "fsw,spa"))
    draft.before[VISITS] = draft.after[VISITS]
    draft.replace('"fsw,spa"', '"spa, fsw"')

    assert draft.words() == ['Something about "Visit the family" is written differently; there are no words for it.']


def test_a_rule_that_moves_to_another_step_is_told_by_the_rule_alone(draft):
    draft.replace(
        '<camunda:property name="rules" value="HAR-001"/>\n          <camunda:property name="deadlines"',
        '<camunda:property name="rules" value="LIT-003"/>\n          <camunda:property name="deadlines"',
    )

    assert [word.partition(":")[0] for word in draft.words()] == ['The rule "HAR-001', 'The rule "LIT-003']


def test_what_has_no_name_is_called_by_what_it_stands_between(draft):
    draft.replace(FLOW, COPY.format(role="fsw", more=""))

    (section,) = draft.difference().of(Subject.DIAGRAM)

    assert [change.title for change in section.changes if change.sign is not Sign.DRAWN] == [
        "Copy of plan given",
        'The way from "Work arrives" to "Copy of plan given"',
        'The way from "Copy of plan given" to "Visit the family"',
        'The way from "Work arrives" to "Visit the family"',
    ]
