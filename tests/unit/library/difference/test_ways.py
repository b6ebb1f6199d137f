from service.library.difference import Sign
from tests.unit.library.conftest import form
from tests.unit.library.difference.conftest import VISITS

YES = '<sequenceFlow id="Flow_Well_Children" name="yes" sourceRef="Gateway_Well" targetRef="Call_Children">'
NO = '<sequenceFlow id="Flow_Well_Done" name="no" sourceRef="Gateway_Well" targetRef="Event_Done"/>'
CONDITION = '<conditionExpression xsi:type="tFormalExpression">outcome = "yes" and count(seen) = 0 or sent = words<'
VISIT_FLOW = '<sequenceFlow id="Flow_Visit_Well" sourceRef="Task_Visit" targetRef="Gateway_Well"/>'


def test_a_way_that_leads_elsewhere_is_told_from_where_it_begins(draft):
    draft.replace('sourceRef="Task_Letter" targetRef="Task_Call"', 'sourceRef="Task_Letter" targetRef="Event_Well"')

    assert 'After "Send the letter", the family now goes to "Went well".' in draft.words()


def test_the_authoritys_own_word_is_used(draft):
    for files in (draft.before, draft.after):
        path = "processes/little/authority.yaml"
        files[path] = files[path].replace(b"{case: family}", b"{case: young person}")
    draft.replace('sourceRef="Task_Letter" targetRef="Task_Call"', 'sourceRef="Task_Letter" targetRef="Event_Well"')

    assert 'After "Send the letter", the young person now goes to "Went well".' in draft.words()


def test_an_answer_that_leads_elsewhere_is_named(draft):
    draft.replace(NO, NO.replace("Event_Done", "Event_Well"))

    assert 'At "Did it go well?", "no" now leads to "Went well" instead of "Work done".' in draft.words()


def test_a_new_answer_is_told_with_its_condition_in_the_words_of_the_form(draft):
    maybe = '<sequenceFlow id="Flow_Maybe" name="partly" sourceRef="Gateway_Well" targetRef="Event_Well">'
    maybe += (
        '<conditionExpression xsi:type="tFormalExpression">=outcome = "in_part"</conditionExpression></sequenceFlow>'
    )
    draft.replace(NO, NO + maybe)

    assert draft.words() == ['At "Did it go well?", "partly" leads to "Went well" when "Outcome" is "in part".']


def test_an_answer_that_is_gone_is_named(draft):
    draft.replace(NO, "")

    assert draft.words() == ['At "Did it go well?", "no" is no longer possible.']


def test_a_condition_is_told_in_the_words_of_the_choices(draft):
    radio = {
        "type": "radio",
        "id": "F1",
        "key": "outcome",
        "label": "How was it?",
        "values": [{"value": "ok", "label": "Fine"}, {"value": "bad", "label": "Not good"}],
    }
    for files in (draft.before, draft.after):
        files["forms/little/visit.form"] = form(radio)
        files["processes/little/valid.bpmn"] = files["processes/little/valid.bpmn"].replace(b"=visited_on", b"=now()")
    draft.replace(CONDITION, '<conditionExpression xsi:type="tFormalExpression">outcome != "bad"<')

    assert draft.words() == ['At "Did it go well?", "yes" is now taken when "How was it?" is not "Not good".']


def test_a_condition_beyond_plain_words_is_said_to_be_another(draft):
    draft.replace(CONDITION, '<conditionExpression xsi:type="tFormalExpression">count(seen) = 1<')

    assert draft.words() == ['At "Did it go well?", "yes" is now taken under another condition.']


def test_another_way_becomes_the_one_taken_when_no_other_is(draft):
    worse = '<conditionExpression xsi:type="tFormalExpression">=outcome = "no"</conditionExpression></sequenceFlow>'
    draft.replace('default="Flow_Well_Done"', 'default="Flow_Well_Children"').replace(NO, NO[:-2] + ">" + worse)

    assert draft.words() == [
        'At "Did it go well?", "yes" is now taken when no other is.',
        'At "Did it go well?", "no" is now taken when "Outcome" is "no".',
    ]


def test_a_way_drawn_anew_under_another_id_is_the_same_way(draft):
    draft.replace("Flow_Letter_Call", "Flow_1x9f2")

    assert draft.words() == ["The file of Visits is written differently; nothing changes."]


def test_a_gateway_without_name_is_looked_through(draft):
    join = (
        '<exclusiveGateway id="Gateway_1"/><sequenceFlow id="Flow_1" sourceRef="Gateway_1" targetRef="Gateway_Well"/>'
    )
    draft.replace(VISIT_FLOW, VISIT_FLOW.replace("Gateway_Well", "Gateway_1") + join)

    found = draft.difference()

    assert found.words == ("The paths of Visits are drawn through other gateways; what follows what stays the same.",)
    assert found.marks("valid").after["Gateway_1"] is Sign.ADDED


def test_an_end_is_told(draft):
    draft.replace('<sequenceFlow id="Flow_Call_Well" sourceRef="Task_Call" targetRef="Event_Well"/>', "")

    assert 'The family now ends after "Telephone the school".' not in draft.words()
    assert 'Nothing comes after "Telephone the school" any more.' in draft.words()


def test_two_answers_that_lead_to_the_same_are_both_kept(draft):
    condition = (
        '<conditionExpression xsi:type="tFormalExpression">=outcome = "{0}"</conditionExpression></sequenceFlow>'
    )
    twice = '<sequenceFlow id="Flow_{0}" name="{0}" sourceRef="Gateway_Well" targetRef="Event_Well">' + condition
    draft.replace(NO, NO + twice.format("a") + twice.format("b"))
    draft.before[VISITS] = draft.after[VISITS]
    draft.replace('"Flow_a"', '"Flow_1"').replace('"Flow_b"', '"Flow_2"').replace('outcome = "b"', 'outcome = "c"')

    assert draft.words() == ['At "Did it go well?", "b" is now taken when "Outcome" is "c".']
