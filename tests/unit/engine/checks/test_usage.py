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


def test_usage_names_the_answers_that_are_read_and_the_forms_of_steps_with_rules():
    steps = """
      <userTask id="Task" c:formRef="visit"><extensionElements>
        <c:inputOutput><c:outputParameter name="seen">=outcome = "seen"</c:outputParameter></c:inputOutput>
      </extensionElements></userTask>
      <userTask id="Ruled" c:formRef="note"><extensionElements><c:properties>
        <c:property name="rules" value="HAR-001"/>
      </c:properties></extensionElements></userTask>
      <scriptTask id="Script" scriptFormat="feel"><script>record("plan").aims</script></scriptTask>
    """
    text = f'<definitions xmlns="{BPMN}" xmlns:c="{CAMUNDA}"><process id="p">{steps}</process></definitions>'

    usage = read_usage({"p.bpmn": text.encode()})

    assert usage.answers == {"visit": {"outcome"}}
    assert usage.bound_forms == {"note", "plan"}


def test_usage_names_the_roles_of_tasks_and_those_that_a_call_hands_on():
    called = '<process id="visit"><userTask id="Task" name="Visit" c:candidateGroups="=worker"/></process>'
    given = '<c:in sourceExpression="=&quot;fsw, sfsw&quot;" target="worker"/><c:in source="x" target="worker"/>'
    other = '<c:in sourceExpression="=&quot;plain text&quot;" target="subject"/>'
    inside = f"<extensionElements>{given}{other}</extensionElements>"
    call = f'<callActivity id="Call" calledElement="visit">{inside}</callActivity>'
    task = '<userTask id="Own" name="Decide" c:candidateGroups="manager"/>'
    text = (
        f'<definitions xmlns="{BPMN}" xmlns:c="{CAMUNDA}">{called}<process id="p">{call}{task}</process></definitions>'
    )

    assert set(read_usage({"p.bpmn": text.encode()}).roles) == {"fsw", "sfsw", "manager"}
