from service.engine.checks import read_usage

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
INSIDE = """
  <startEvent id="Start_Form" c:formRef="request"/>
  <userTask id="Task" c:formRef="visit" c:dueDate='=due("first_visit")'>
    <extensionElements><c:properties>
      <c:property name="deadlines" value="review closing"/><c:property name="event" value="visited seen"/>
    </c:properties></extensionElements>
  </userTask>
  <intermediateCatchEvent id="Wait">
    <timerEventDefinition><timeDate>=next_sitting("panel") - duration("P5D")</timeDate></timerEventDefinition>
  </intermediateCatchEvent>
  <businessRuleTask id="Rule" c:decisionRef="team"/>
  <callActivity id="Call" calledElement="concern"/>
"""


def test_usage_names_what_diagrams_use_and_where_deadlines_are_asked_for():
    text = f'<definitions xmlns="{BPMN}" xmlns:c="{CAMUNDA}"><process id="p">{INSIDE}</process></definitions>'

    usage = read_usage({"processes/test/p.bpmn": text.encode(), "processes/test/broken.bpmn": b"<"})

    assert usage.forms == {"request", "visit"}
    assert usage.decisions == {"team"}
    assert usage.called == {"concern"}
    assert usage.events == {"visited", "seen"}
    assert usage.deadlines == {
        "first_visit": {("p", "Task")},
        "review": {("p", "Task")},
        "closing": {("p", "Task")},
        "panel": {("p", "Wait")},
    }
