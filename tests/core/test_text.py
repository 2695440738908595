"""Text as it is compared and as it stands in addresses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvety.core.text import fold, slug


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Роза Красная", "роза красная"),
        ("  Роза \t красная\n", "роза красная"),
        ("Жёлтая ЁЛКА", "желтая елка"),
        ("Же\u0308лтая", "желтая"),  # ё written as two signs
        ("Қызыл Раушан", "кызыл раушан"),
        ("Әлия Өмірбек Ұлы", "алия омирбек улы"),
        ("STRASSE straße", "strasse strasse"),
        ("", ""),
    ],
)
def test_what_people_mean_by_the_same_word(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі -"))
def test_case_never_matters(text):
    assert fold(text.upper()) == fold(text.lower())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Роза Красная", "roza-krasnaya"),
        ("Щучий хвост, ёжик!", "shchuchiy-khvost-ezhik"),
        ("Rose 50", "rose-50"),
        ("…", "item"),
        ("", "item"),
        ("Мир" * 30, "mir" * 20),
        ("а" * 59 + " б", "a" * 59),
    ],
)
def test_a_name_for_addresses(text, code):
    assert slug(text) == code


@given(st.text())
def test_a_slug_is_fit_for_an_address(text):
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", slug(text))
