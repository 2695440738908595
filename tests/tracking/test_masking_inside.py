"""No flat, entrance, floor or code passes for a house, in whatever words and order an address is put."""

from __future__ import annotations

import itertools

import pytest

from tracking.masking import Address, mask_address

FLAT = "745"  # a number that nothing else here has
STREETS = [
    *("ул. Абая", "ул Абая", "ул. Толе би", "улица Кабанбай батыра", "ул. 8 Марта", "ул. А. Иманова", "пр. Достык"),
    *("г. Алматы, пр-т Абая", "Абая ул.", "Достык пр.", "мкр. Самал-2", "бульвар Мира", "ул. Розыбакиева", "Достык"),
    *("Абай даңғылы", "Төле би көшесі", "Самал-2 ықшамауданы", "Abay st", "Dostyk Avenue", "Almaty, Abay ave", "ул."),
]
HOUSES = ["{}", "{} 10", "{}, 10", "{}, д. 10", "{} дом 10", "{} д.10А", "{}, 10 үй", "{} 10/2", "10 {}", "10, {}"]
JOINS = [" ", ", ", ". ", "; ", "\n", " - "]
WORDS = (
    "кв кв-ра кв-ре квартира квартиры квартире квартиру квартирой кварт квартирка ап апп апарт апартамент апартаменты "
    "апартаментах апарты апт оф офис офиса офисе офису офисом комн комната комнате комнату каб кабинет кабинете "
    "кабинета помещение помещении пом бокс студия подъезд подъезде подъезда подъезду подьезд под п эт этаж этаже "
    "этажа эташ э секция секции секцию блок блоке корпус корпусе корп вход входе дверь двери дверью двер домофон "
    "домофона домофону код кода кодом ключ ключа звонок звонка звонить номер номеру ворота "
    "пәтер пәтері пәтерге пәтерінде пәт кіреберіс кіреберісі кіреб кір қабат қабаты қабатта қаб есік есігі бөлме "
    "бөлмесі кеңсе кеңсесі коды кілт кілті нөмірі "
    "apt apts apartment apartments ap flat fl flt office off of ofis room rm suite ste unit floor flr level entrance "
    "ent entr entry door code intercom lobby kv kvartira kv-ra kvart podezd podyezd pod etazh etaj ofis domofon kod "
    "pater kabat"
)
INSIDE = [
    *("{w} {n}", "{w}. {n}", "{w}.{n}", "{w}, {n}", "{w}: {n}", "{w} №{n}", "{w} - {n}", "{w}-{n}", "{w}{n}"),
    *("{w} Д {n}", "{w} д. {n}", "{w} «Д» {n}", "{W} {n}", "{n} {w}", "{n}-{w}", "{n}{w}"),
]


def addresses():
    every = itertools.product(STREETS, HOUSES, JOINS, WORDS.split(), INSIDE)
    for street, house, join, word, inside in itertools.islice(every, 0, None, 211):  # a prime: all values take part
        yield house.format(street) + join + inside.format(w=word, W=word.upper(), n=FLAT)


def test_what_is_inside_a_house_is_never_shown_as_its_number():
    lines = list(addresses())

    assert len(lines) > 10_000
    assert [line for line in lines if FLAT in mask_address(Address(line))] == []


@pytest.mark.parametrize(
    "street", ["ул. Абая", "пр. Достык", "улица Толе би", "ул. 8 Марта", "ул. А. Иманова", "Абая ул."]
)
@pytest.mark.parametrize("house", [" 10", ", 10", ", д. 10", " дом 10", ", 10 үй"])
@pytest.mark.parametrize(
    "inside", ["", ", кв. 745", ", апартаменты 745", ", подъезде 745", ", пәтері 745", ", apt 745"]
)
def test_the_house_is_still_shown(street, house, inside):
    assert mask_address(Address(f"г. Алматы, {street}{house}{inside}")).endswith(", д. 10")


@pytest.mark.parametrize("street", ["Кабанбай батыра", "Комсомольская", "Кирова", "Патриотов", "Ауэзова"])
def test_a_street_whose_name_begins_like_a_word_for_a_flat_or_a_floor(street):
    assert mask_address(Address(f"ул. {street} 10, кв. 745")) == "ул. ******, д. 10"
