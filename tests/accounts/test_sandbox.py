"""Phones for trying things out: any six digits, and only outside production."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cvety.settings.env import BASE_DIR
from shops.models import Shop
from tests.factories import make_member, make_shop


def verify(nobody, phone, code="123456"):
    return nobody.post("/api/auth/verify-otp", {"phone": phone, "otp_code": code})


def test_the_demo_owner_signs_in_with_any_six_digits(nobody, db):
    owner = make_member(make_shop(), "owner", phone="+77011234567")
    body = verify(nobody, "+77011234567", "000000").json()
    assert (body["shop_id"], body["position"], body["is_new_user"]) == (owner.shop_id, "owner", False)


def test_six_digits_they_must_be(nobody):
    assert verify(nobody, "+77011234567", "12345").status_code == 422


def test_each_sandbox_phone_gets_a_shop_of_its_own(nobody):
    first, second = (verify(nobody, phone).json() for phone in ("+77000000001", "8 700 000 0002"))
    assert (first["shop_name"], second["shop_name"]) == ("Цветочный магазин 0001", "Цветочный магазин 0002")
    assert first["shop_id"] != second["shop_id"]
    assert verify(nobody, "+77000000001").json()["shop_id"] == first["shop_id"]
    assert Shop.objects.count() == 2


@pytest.mark.parametrize("phone", ["+77001000001", "+77011234568", "+77000010000"])
def test_other_phones_need_their_code(nobody, phone):
    assert verify(nobody, phone).status_code == 400
    assert Shop.objects.count() == 0


@pytest.mark.parametrize("phone", ["+77011234567", "+77000000001"])
def test_without_the_sandbox_these_are_phones_like_any_other(nobody, settings, phone):
    settings.SANDBOX = False
    assert verify(nobody, phone).status_code == 400
    assert Shop.objects.count() == 0


def test_production_has_no_sandbox_and_prints_no_code():
    environment = {
        "PATH": os.environ["PATH"],
        "CVETY_ENV": "production",
        "SECRET_KEY": "x" * 64,
        "API_SECRET_KEY": "y" * 32,
        "CVETY_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "DATABASE_URL": "postgres://nobody@localhost/nothing",
        "REDIS_URL": "redis://localhost/0",
        "ALLOWED_HOSTS": "shop.example",
        "CVETY_BASE_URL": "https://shop.example",
    }
    program = "from cvety import settings; print(settings.SANDBOX, settings.CVETY_CODE_SENDER)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False integrations.unlinked.send_code\n"
