"""Text as it is compared and as it stands in addresses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvety.core.text import clean, fold, slug


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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Звонил дважды \n", "Звонил дважды"),
        ("первая\r\nвторая\rтретья\n\tчетвёртая", "первая\nвторая\nтретья\n\tчетвёртая"),
        ("а\0б\x07в\x1b[31mг\x7fд\x85е", "абв[31mгде"),
        ("\0 \0", ""),
        ("Роза 🌹 семья 👩\u200d👧", "Роза 🌹 семья 👩\u200d👧"),
        ("а" * 30, "а" * 20),
        ("а" * 19 + " б", "а" * 19),
    ],
)
def test_what_was_typed_freely_is_made_fit_to_keep(typed, kept):
    assert clean(typed, 20 if len(kept) <= 20 else 100) == kept


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text, 50), 50) == clean(text, 50)
