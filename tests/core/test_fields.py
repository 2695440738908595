"""Fields of input: what is read, what is refused, and that nothing else can come of anything."""

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from cvety.api import fields


class Form(serializers.Serializer):
    phone = fields.PhoneField(required=False)
    price = fields.TengeField(required=False)
    quantity = fields.QuantityField(required=False)
    product_id = fields.IdField(required=False)
    comment = fields.TextField(max_length=20)
    status = fields.WordField([("new", "Новый"), ("paid", "Оплачен")], required=False)
    day = fields.DayField(required=False)
    moment = fields.MomentField(required=False)


def read(**data):
    form = Form(data=data, context={"zone": ZoneInfo("Asia/Almaty")})
    form.is_valid(raise_exception=True)
    ((_name, value),) = form.validated_data.items()
    return value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"phone": "8 (701) 123-45-67"}, "+77011234567"),
        ({"price": 25000}, 25000),
        ({"price": "25000"}, 25000),
        ({"price": Decimal("25000.0")}, 25000),
        ({"price": 0}, 0),
        ({"quantity": 1000}, 1000),
        ({"product_id": 2**63 - 1}, 2**63 - 1),
        ({"comment": None}, ""),
        ({"comment": "  Позвонить "}, "Позвонить"),
        ({"status": "paid"}, "paid"),
        ({"day": "2024-12-26"}, date(2024, 12, 26)),
        ({"moment": "2024-12-26T14:00:00"}, datetime(2024, 12, 26, 9, tzinfo=UTC)),
        ({"moment": "2024-12-26T14:00:00+06:00"}, datetime(2024, 12, 26, 8, tzinfo=UTC)),
        ({"moment": "2024-12-26 14:00"}, datetime(2024, 12, 26, 9, tzinfo=UTC)),
        ({"moment": "2024-12-26T14:00:00Z"}, datetime(2024, 12, 26, 14, tzinfo=UTC)),
        ({"moment": "2023-12-26T14:00:00"}, datetime(2023, 12, 26, 8, tzinfo=UTC)),  # before the clocks changed
    ],
)
def test_what_is_meant_is_read(data, value):
    assert read(**data) == value


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"phone": ""}, "Неверный формат телефона"),
        ({"phone": 77011234567}, "Неверный формат телефона"),
        ({"phone": "12345"}, "Неверный формат телефона"),
        ({"price": -1}, "Сумма должна быть положительной"),
        ({"price": 1_000_000_001}, "Слишком большая сумма"),
        ({"price": Decimal("0.5")}, "Сумма — целое число тенге"),
        ({"price": Decimal("1E+5")}, "Сумма — целое число тенге"),
        ({"price": True}, "Сумма — целое число тенге"),
        ({"price": "много"}, "Сумма — целое число тенге"),
        ({"quantity": 0}, "Количество должно быть от 1 до 1000"),
        ({"quantity": 1001}, "Количество должно быть от 1 до 1000"),
        ({"quantity": "1.5"}, "Количество — целое число"),
        ({"status": "delivered"}, "Допустимые значения: new, paid"),
        ({"status": None}, None),
        ({"status": ["new"]}, "Допустимые значения: new, paid"),
        ({"day": "26.12.2024"}, "Дата в формате ГГГГ-ММ-ДД"),
        ({"day": "2024-02-30"}, "Дата в формате ГГГГ-ММ-ДД"),
        ({"day": "1899-12-31"}, "Дата в формате ГГГГ-ММ-ДД"),
        ({"day": "9999-12-31"}, "Дата в формате ГГГГ-ММ-ДД"),
        ({"moment": "2024-12-26T25:00:00"}, "Дата и время в формате ISO 8601"),
        ({"moment": "2024-12-26T14:00:00+99:99"}, "Дата и время в формате ISO 8601"),
        ({"moment": "9999-12-31T23:59:59-12:00"}, "Дата и время в формате ISO 8601"),
        ({"moment": 1735203600}, "Дата и время в формате ISO 8601"),
        ({"product_id": 2**63}, None),
        ({"product_id": 0}, None),
        ({"comment": "а" * 21}, None),
        ({"comment": "нуль\0"}, None),
        ({"comment": "\ud800"}, None),
        ({"comment": {"a": 1}}, None),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(data, text):
    with pytest.raises(serializers.ValidationError) as caught:
        read(**data)

    ((name, messages),) = caught.value.detail.items()
    assert [name] == list(data)
    assert text is None or [str(message) for message in messages] == [text]


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(), max_size=30)
    | st.from_regex(r"[0-9+:TZ.\- ]{1,30}")
    | st.sampled_from([Decimal("1E+999999"), Decimal("1E-999999"), 10**4000, "9" * 2000])
)
anything = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.text(max_size=3), scalars, max_size=2)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(Form().fields, anything)))
def test_whatever_comes_is_read_or_refused(data):
    with suppress(serializers.ValidationError):
        Form(data=data, context={"zone": UTC}).is_valid(raise_exception=True)
