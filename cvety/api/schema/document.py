"""The whole description of a version of the API."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

from django.db.models import TextChoices
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings, spectacular_settings

from cvety.api.renderers import dump

from .described import HERE, described
from .names import with_named_ids
from .samples import show_examples

# Suffixes that tell apart what lies in one module of the code, and that mean nothing to a client.
_INNER = re.compile(r"(?:(?<=Input)|(?<=Changes))Request$|(?:Answer|Row)(?=Page$|$)")


class _Generator(SchemaGenerator):
    """Describes the endpoints of one version: those whose views lie in `api/v1` or `api/v2` of an app."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self.version = version

    def _initialise_endpoints(self) -> None:
        super()._initialise_endpoints()
        ours, found = f".api.{self.version}.", cast("list[Any]", self.endpoints)
        self.endpoints = [endpoint for endpoint in found if ours in endpoint[3].cls.__module__]


def document(version: str = "v1") -> dict[str, Any]:
    """Return the OpenAPI description in Russian, as plain data; where it is served is not yet in it."""
    with translation.override("ru"), patched_settings({"ENUM_NAME_OVERRIDES": _word_lists()}):
        generated = json.loads(dump(_Generator(version).get_schema(request=None, public=True)))
    ours = described(version)
    about = HERE / f"{version}.md"
    components = generated["components"]
    for kind, parts in ours["components"].items():
        components[kind] = {**components.get(kind, {}), **parts}
    schema = _renamed(
        {
            "openapi": generated["openapi"],
            "info": {**ours["info"], "description": about.read_text(encoding="utf-8")},
            "tags": [tag for tag in ours["tags"] if tag["name"] in _tags(generated["paths"])],
            "paths": with_named_ids(generated["paths"]) if version == "v1" else generated["paths"],
            "components": components,
        }
    )
    if version == "v1":
        show_examples(schema)
    return schema


def _tags(paths: dict[str, Any]) -> set[str]:
    return {tag for operations in paths.values() for operation in operations.values() for tag in operation["tags"]}


def _word_lists() -> dict[str, Any]:
    """Name each list of words after its class: `OrderStatus`, not `StatusEnum`."""
    named: dict[str, Any] = dict(spectacular_settings.ENUM_NAME_OVERRIDES)
    known = set()
    for words in _subclasses(TextChoices):
        choices = tuple((value, str(label)) for value, label in words.choices)
        if choices and choices not in known:
            known.add(choices)
            named.setdefault(words.__name__, words)
    return named


def _subclasses(cls: type[TextChoices]) -> Iterator[type[TextChoices]]:
    for inner in cls.__subclasses__():
        yield inner
        yield from _subclasses(inner)


def _renamed(schema: dict[str, Any]) -> dict[str, Any]:
    """Call the shapes as a client would: `Order` and `OrderPage`, not `OrderAnswer` and `OrderAnswerPage`."""
    short = {name: _INNER.sub("", name) for name in schema["components"]["schemas"]}
    taken = Counter(short.values())
    names = {name: new if taken[new] == 1 else name for name, new in short.items()}
    text = json.dumps(schema, ensure_ascii=False)
    text = re.sub(r'(?<="#/components/schemas/)\w+(?=")', lambda match: names[match[0]], text)
    renamed: dict[str, Any] = json.loads(text)
    shapes = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = dict(sorted((names[name], shape) for name, shape in shapes.items()))
    return renamed
