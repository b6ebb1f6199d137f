import json
import logging
import sys

from service.logs import JsonLines, request_id


def line_of(record):
    return json.loads(JsonLines().format(record))


def record_with(**extra):
    record = logging.LogRecord("service.x", logging.INFO, "x.py", 1, "timer fired", None, None)
    vars(record).update(extra)
    return record


def fail(text):
    raise ValueError(text)


def test_a_line_is_an_object_with_its_facts():
    line = line_of(record_with(case_id="c1"))

    assert line["message"] == "timer fired"
    assert line["level"] == "info"
    assert line["case_id"] == "c1"


def test_what_a_library_adds_stays_out():
    record = logging.LogRecord("spiff.task", logging.INFO, "x.py", 1, "State changed", None, None)
    record.data = {"name": "Mr Ash"}

    line = line_of(record)

    assert "data" not in line


def test_the_text_of_an_exception_stays_out():
    record = record_with()
    try:
        fail("Mr Ash, 1 Test Street")
    except ValueError:
        record.exc_info = sys.exc_info()

    line = line_of(record)

    assert line["error"] == "ValueError"
    assert "Ash" not in json.dumps(line)
    assert "test_the_text_of_an_exception_stays_out" in line["stack"][0]


def test_the_request_is_named():
    token = request_id.set("r-1")
    try:
        line = line_of(record_with())
    finally:
        request_id.reset(token)

    assert line["request_id"] == "r-1"
