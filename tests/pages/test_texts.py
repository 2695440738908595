"""What is compiled is what is written: no machine needs gettext's tools to run the product."""

import ast
import gettext
from pathlib import Path

import pytest
from django.conf import settings

FILES = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"))


def written(path):
    """Read the pairs of a .po file that has no plurals and no contexts."""
    pairs, current = [], []
    for line in path.read_text().splitlines():
        if line.startswith(("msgid ", "msgstr ")):
            current.append(ast.literal_eval(line.split(" ", 1)[1]))
            if line.startswith("msgstr "):
                pairs.append(current)
                current = []
        elif line.startswith('"'):
            (current or pairs[-1])[-1] += ast.literal_eval(line)
    return {text: translation for text, translation in pairs if text}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.parent.parent.name))
def test_texts_are_compiled(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = {text: words for text, words in gettext.GNUTranslations(file)._catalog.items() if text}

    assert written(path)
    assert compiled == written(path)
