"""Context functions (DMN 1.5, table 82).  Nothing is changed in place: every function gives a new context."""

from collections.abc import Mapping

from service.feel.builtins.registry import built_in, built_in_of_run
from service.feel.run import Run


@built_in_of_run("get value(m: context, key: string)")
def get_value(run: Run, context: Mapping[str, object], key: str) -> object:
    return context[key] if key in context else run.null(f'the context has no "{key}"')


@built_in_of_run("get value(m: context, keys: list)")
def get_value_of_path(run: Run, context: Mapping[str, object], keys: list[object]) -> object:
    value: object = context
    for key in keys:
        if not isinstance(value, Mapping) or not isinstance(key, str) or key not in value:
            return run.null(f"the context has no {key}")
        value = value[key]
    return value if keys else run.null("no key was given")


@built_in("get entries(m: context)")
def get_entries(context: Mapping[str, object]) -> list[object]:
    return [{"key": key, "value": value} for key, value in context.items()]


@built_in_of_run("context(entries: list)")
def context_of_entries(run: Run, entries: list[object]) -> object:
    result: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return run.null("an entry needs a key and a value")
        if entry["key"] in result:
            return run.null(f'the key "{entry["key"]}" stands twice')
        result[entry["key"]] = entry["value"]
    return result


@built_in("context put(context: context, key: string, value: any)")
def put(context: Mapping[str, object], key: str, value: object) -> object:
    return {**context, key: value}


@built_in_of_run("context put(context: context, keys: list, value: any)")
def put_at_path(run: Run, context: Mapping[str, object], keys: list[object], value: object) -> object:
    if not keys or not all(isinstance(key, str) for key in keys):
        return run.null("the keys are no list of strings")
    return _put(run, context, [str(key) for key in keys], value)


def _put(run: Run, context: object, keys: list[str], value: object) -> object:
    """Lay the value at the end of the path; contexts on the way that are missing are made."""
    result = value
    for depth in range(len(keys) - 1, -1, -1):
        run.tick()
        around = _at(context, keys[:depth])
        if around is not None and not isinstance(around, Mapping):
            return run.null(f'"{keys[depth - 1]}" is no context')
        result = {**(around or {}), keys[depth]: result}
    return result


def _at(context: object, path: list[str]) -> object:
    value = context
    for key in path:
        if value is None or not isinstance(value, Mapping):
            return value
        value = value.get(key)
    return value


@built_in_of_run("context merge(contexts: list)")
def merge(run: Run, contexts: list[object]) -> object:
    result: dict[str, object] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            return run.null("an element is no context")
        run.tick(len(context))
        result.update(context)
    return result
