"""What breaks those who use an interface, between two OpenAPI descriptions of it.

``HOIVANBAN_GOLDEN=1 pytest tests/service/test_openapi.py`` writes the present description as the one to hold to.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
#: Limits of a value: one that is lowered (raised) takes less than before.
_MOST = ("maximum", "maxLength", "maxItems", "exclusiveMaximum")
_LEAST = ("minimum", "minLength", "minItems", "exclusiveMinimum")


def breaking(old: Schema, new: Schema) -> list[str]:
    """Each change that may break a caller, as one sentence; empty when the new description keeps the old one's word."""
    return list(_Comparison(old, new).paths())


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self._old, self._new = old, new
        #: Pairs of schemas that are being compared: models may hold themselves.
        self._open: set[tuple[str, str, bool]] = set()

    def paths(self) -> Iterator[str]:
        for path, methods in self._old["paths"].items():
            if path not in self._new["paths"]:
                yield f"{path}: removed"
                continue
            for method, operation in methods.items():
                place = f"{method.upper()} {path}"
                if method not in self._new["paths"][path]:
                    yield f"{place}: removed"
                else:
                    yield from self._operation(place, operation, self._new["paths"][path][method])

    def _operation(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        yield from self._parameters(place, old.get("parameters", []), new.get("parameters", []))
        before, after = old.get("requestBody"), new.get("requestBody")
        if before is not None and after is None:
            yield f"{place}: takes no body any more"
        if after is not None and after.get("required") and not (before or {}).get("required"):
            yield f"{place}: a body is newly required"
        if before is not None and after is not None:
            yield from self._contents(f"{place} body", before["content"], after["content"], sent=True)
        for status, response in old["responses"].items():
            if status not in new["responses"]:
                yield f"{place}: response {status} removed"
            else:
                contents = response.get("content", {}), new["responses"][status].get("content", {})
                yield from self._contents(f"{place} {status}", *contents, sent=False)

    def _parameters(self, place: str, old: list[Schema], new: list[Schema]) -> Iterator[str]:
        before = {(item["in"], item["name"]): item for item in old}
        after = {(item["in"], item["name"]): item for item in new}
        for key, item in before.items():
            if key not in after:
                yield f"{place}: parameter {key[1]} removed"
            else:
                yield from self._schema(f"{place} parameter {key[1]}", item["schema"], after[key]["schema"], sent=True)
        for key, item in after.items():
            if item.get("required") and not before.get(key, {}).get("required"):
                yield f"{place}: parameter {key[1]} newly required"

    def _contents(self, place: str, old: Schema, new: Schema, *, sent: bool) -> Iterator[str]:
        for medium, content in old.items():
            if medium not in new:
                yield f"{place}: {medium} removed"
            elif "schema" in content:
                yield from self._schema(f"{place}", content["schema"], new[medium].get("schema", {}), sent=sent)

    def _schema(self, place: str, old: Schema, new: Schema, *, sent: bool) -> Iterator[str]:
        """What is sent may not be taken less freely; what is received may not vary more."""
        pair = (str(old.get("$ref")), str(new.get("$ref")), sent)
        if "$ref" in old or "$ref" in new:
            if pair in self._open:
                return
            self._open.add(pair)
        old, new = _followed(old, self._old), _followed(new, self._new)
        yield from self._kinds(place, old, new, sent=sent)
        yield from _limits(place, old, new, sent=sent)
        yield from self._properties(place, old, new, sent=sent)
        if "items" in old and "items" in new:
            yield from self._schema(f"{place}[]", old["items"], new["items"], sent=sent)
        self._open.discard(pair)

    def _kinds(self, place: str, old: Schema, new: Schema, *, sent: bool) -> Iterator[str]:
        before, after = _kinds_of(old, self._old), _kinds_of(new, self._new)
        lost = set(before) - set(after) if sent else set(after) - set(before)
        for kind in sorted(lost):
            yield f"{place}: {kind} no longer taken" if sent else f"{place}: may now be {kind}"
        for kind in set(before) & set(after):
            if kind != "null" and (before[kind] is not old or after[kind] is not new):
                yield from self._schema(place, before[kind], after[kind], sent=sent)

    def _properties(self, place: str, old: Schema, new: Schema, *, sent: bool) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed, needed_now = set(old.get("required", ())), set(new.get("required", ()))
        for name, schema in before.items():
            if name not in after:
                yield f"{place}.{name}: removed"
            else:
                yield from self._schema(f"{place}.{name}", schema, after[name], sent=sent)
        fresh = needed_now - needed if sent else (needed - needed_now) & set(after)
        for name in sorted(fresh):
            yield f"{place}.{name}: newly required" if sent else f"{place}.{name}: may now be absent"


def _followed(schema: Schema, whole: Schema) -> Schema:
    while "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _kinds_of(schema: Schema, whole: Schema) -> dict[str, Schema]:
    """The kinds of value that a schema allows; with an enumeration each of its values is one."""
    found: dict[str, Schema] = {}
    for one in schema.get("anyOf", [schema]):
        shape = _followed(one, whole)
        listed = [shape["const"]] if "const" in shape else shape.get("enum")
        if listed is not None:
            found |= {f"{value!r}": {} for value in listed}
        elif "type" in shape:
            found[str(shape["type"])] = one if one is not schema else shape
    return found


def _limits(place: str, old: Schema, new: Schema, *, sent: bool) -> Iterator[str]:
    if not sent:
        return
    for names, worse in ((_MOST, operator.gt), (_LEAST, operator.lt)):
        for name in names:
            if name in new and (name not in old or worse(old[name], new[name])):
                yield f"{place}: {name} is now {new[name]}"
    if new.get("pattern") != old.get("pattern") and "pattern" in new:
        yield f"{place}: pattern is now {new['pattern']}"
