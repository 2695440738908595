"""Phones in every notation, and what is no phone."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cvety.core.phones import InvalidPhone, PhoneField, mask, normalize, readable


@pytest.mark.parametrize(
    "text",
    [
        "+77011234567",
        "77011234567",
        "87011234567",
        "7011234567",
        "8 701 123 45 67",
        "+7 (701) 123-45-67",
        "+7\u00a0701\u00a0123\u00a045\u00a067",
        "8(701)123.45.67",
        "  +7 701 1234567  ",
        "(+7 701) 123-45-67",
    ],
)
def test_usual_notations_are_one_number(text):
    assert normalize(text) == "+77011234567"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+7",
        "не телефон",
        "+7701123456",  # a digit is missing: it must not become a number of somebody else
        "+770112345678",
        "+87011234567",  # 8 stands instead of +7, never after the plus
        "+7011234567",
        "701123456",
        "++77011234567",
        "7701+1234567",
        "+17011234567",
        "+380501234567",
        "+77011234567 доб. 2",
        "٧٧٠١١٢٣٤٥٦٧",
        "7" * 40,
        "+7 001 123 45 67",
        None,
        77011234567,
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InvalidPhone):
        normalize(text)


@given(st.from_regex(r"[79][0-9]{9}", fullmatch=True), st.sampled_from(["+7", "7", "8", ""]))
def test_however_a_number_begins_it_is_the_same(digits, prefix):
    assert normalize(prefix + digits) == f"+7{digits}"


@given(st.text(max_size=40))
def test_whatever_is_written_is_a_number_or_refused(text):
    try:
        number = normalize(text)
    except InvalidPhone:
        return
    assert normalize(number) == number
    assert number[:2] == "+7"
    assert len(number) == 12
    assert number[1:].isdigit()


@pytest.mark.parametrize(
    ("phone", "seen"),
    [
        ("+77054041967", "+7705*****67"),
        ("+79161234567", "+7916*****67"),
        ("+4915112345678", "+4915*****78"),
        ("+12125550123", "+1212*****23"),
        ("+3725012345", "+3725*****45"),
        ("+37250123", "*****"),
        ("103", "*****"),
        ("", ""),
    ],
)
def test_the_public_sees_no_number(phone, seen):
    assert mask(phone) == seen


def test_people_see_it_as_they_write_it():
    assert readable("+77011234567") == "+7 701 123-45-67"
    assert readable("") == ""


def test_a_form_cleans_what_is_typed():
    assert PhoneField().clean("8 (701) 123-45-67", None) == "+77011234567"
    with pytest.raises(ValidationError, match="Неверный формат телефона"):
        PhoneField().clean("123", None)
