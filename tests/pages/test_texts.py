"""What is compiled is what is written: no machine needs gettext's tools to run the product."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import ngettext
from django.utils.translation.template import templatize

FILES = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"))
RUSSIAN = Path(settings.LOCALE_PATHS[0]) / "ru/LC_MESSAGES/django.po"
SOURCES = [path.parent for path in Path(settings.BASE_DIR).glob("*/apps.py")]
A_FORM = re.compile(r"msgstr\[(\d)\]")
OF_A_TEMPLATE = re.compile(r"ngettext\(u'([^']*)'")


def written(path):
    """Read a .po file as gettext keeps it: forms of a number under (text, number of the form)."""
    texts, context, key, current = {}, "", "", ""
    for line in path.read_text().splitlines():
        name, _space, rest = line.partition(" ")
        if name == "msgctxt":
            context = f"{ast.literal_eval(rest)}\x04"
        elif name == "msgid":
            key, context = context + ast.literal_eval(rest), ""
        elif name == "msgstr" or A_FORM.match(name):
            form = A_FORM.match(name)
            current = (key, int(form[1])) if form else key
            texts[current] = ast.literal_eval(rest)
        elif line.startswith('"'):
            texts[current] += ast.literal_eval(line)
    return {text: translation for text, translation in texts.items() if text}


def counted():
    """Every text of the project that is told with a number, by its first form."""
    for folder in SOURCES:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
                if name.startswith("ngettext"):
                    yield ast.literal_eval(node.args[0])
        for path in folder.rglob("*.html"):
            yield from OF_A_TEMPLATE.findall(templatize(path.read_text()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.parent.parent.name))
def test_texts_are_compiled(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = {text: words for text, words in gettext.GNUTranslations(file)._catalog.items() if text}

    assert written(path)
    assert compiled == written(path)


def test_whatever_is_told_with_a_number_has_three_forms_in_russian():
    found, known = set(counted()), written(RUSSIAN)

    assert len(found) >= 6
    assert [text for text in found if any((text, form) not in known for form in range(3))] == []


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "У коллег %(n)s задача"), (3, "У коллег %(n)s задачи"), (12, "У коллег %(n)s задач"), (43, "задачи")],
)
def test_a_number_chooses_its_form(number, said):
    assert ngettext("У коллег %(n)s задача", "У коллег %(n)s задач", number).endswith(said)
