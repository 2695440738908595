"""The API's description, kept in the repository so that a change of the contract is seen in review."""

from __future__ import annotations

import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from cvety.api.schema.document import document

FILES = {
    "v1": settings.BASE_DIR / "docs" / "openapi.json",
    "v2": settings.BASE_DIR / "docs" / "openapi-v2.json",
}


class Command(BaseCommand):
    help = "Write docs/openapi.json and docs/openapi-v2.json; a warning of the generator is an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail when a file is out of date")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        for version, file in FILES.items():
            text = generate(version)
            if not check:
                file.write_text(text, encoding="utf-8")
            elif not file.exists() or file.read_text(encoding="utf-8") != text:
                raise CommandError(f"docs/{file.name} is out of date: run `make openapi` and look at what has changed")


def generate(version: str) -> str:
    """Return the description as readable JSON. Raises CommandError on a warning, ValidationError on a wrong one."""
    schema = document(version)
    if GENERATOR_STATS:
        raise CommandError(f"The generator warns of something in {version}")
    validate_schema(schema)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
