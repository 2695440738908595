"""The API's description, kept in the repository so that a change of the contract is seen in review."""

from __future__ import annotations

import json
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

FILE = settings.BASE_DIR / "docs" / "openapi.json"


class Command(BaseCommand):
    help = "Write docs/openapi.json; a warning of the generator is an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail when the file is out of date")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        text = generate()
        if not check:
            FILE.write_text(text, encoding="utf-8")
        elif not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
            raise CommandError("docs/openapi.json is out of date: run `make openapi` and look at what has changed")


def generate() -> str:
    """Return the description as readable JSON. Raises CommandError on a warning or an invalid schema."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "openapi.json"
        call_command("spectacular", file=str(file), format="openapi-json", lang="ru", validate=True, fail_on_warn=True)
        schema = json.loads(file.read_text(encoding="utf-8"))
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
