"""SpiffWorkflow's script engine, closed: nothing that a diagram says is ever Python.

Our own specs evaluate through `expressions`.  This stands where the library would otherwise put `eval` and `exec`, so
that a path of the library that nobody thought of ends in a refusal.
"""

from typing import NoReturn

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine


class PythonRefusedError(RuntimeError):
    def __init__(self, text: object) -> None:
        super().__init__(f"{text!r} came to the library's script engine. Expressions are FEEL and go another way.")


class RefusingEnvironment(BasePythonScriptEngineEnvironment):
    def evaluate(self, expression: object, context: object, external_context: object = None) -> NoReturn:  # noqa: ARG002 - the library's signature
        raise PythonRefusedError(expression)

    def execute(self, script: object, context: object, external_context: object = None) -> NoReturn:  # noqa: ARG002 - as above
        raise PythonRefusedError(script)

    def call_service(self, context: object, **options: object) -> NoReturn:  # noqa: ARG002 - as above
        raise PythonRefusedError(options)


class ClosedEngine(PythonScriptEngine):
    def __init__(self) -> None:
        super().__init__(RefusingEnvironment())

    def validate(self, expression: object) -> NoReturn:
        raise PythonRefusedError(expression)
