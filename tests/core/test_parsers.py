"""Bodies: JSON as it is written down."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from cvety.api.parsers import StrictJSONParser, TooLarge
from cvety.api.renderers import dump


def parse(body):
    return StrictJSONParser().parse(BytesIO(body))


def test_fractions_are_read_exactly():
    assert parse(b'{"cost": 0.1, "count": 3, "name": "\xd1\x80"}') == {
        "cost": Decimal("0.1"),
        "count": 3,
        "name": "р",
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1,}',
        b"\xff\xfe",
        b'{"a": "\xd1"}',
        b"1" * 5000,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 33 + b"]" * 33,
        b'{"a":' * 500 + b"1" + b"}" * 500,
    ],
)
def test_what_is_no_json_is_refused(body):
    with pytest.raises(ParseError, match="Тело запроса — не корректный JSON"):
        parse(body)


def test_a_body_that_is_too_large_is_not_read_to_its_end(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert parse(b'"12345678"') == "12345678"
    with pytest.raises(TooLarge):
        parse(b'"123456789"')


def test_what_is_nested_as_people_nest_is_read():
    assert parse(b"[" * 31 + b'{"a": 1}' + b"]" * 31)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(plain)
def test_what_is_written_is_read_back(data):
    assert parse(dump(data)) == data
    assert json.loads(dump(data)) == data


def test_what_is_no_json_by_itself_has_one_form():
    assert (
        dump({"whole": Decimal("25000.00"), "part": Decimal("0.5"), 1: None}) == b'{"whole":25000,"part":0.5,"1":null}'
    )


def test_what_has_no_form_is_a_fault_of_ours():
    with pytest.raises(TypeError):
        dump({"a": object()})
