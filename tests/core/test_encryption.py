"""A column that only this program can read, with keys that change."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given, settings
from hypothesis import strategies as st

from cvety.core.encryption import EncryptedTextField, decrypt, encrypt

OLD, NEW = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"a", b"b"))


@given(st.text(max_size=200))
@settings(max_examples=25)
def test_what_is_sealed_can_be_opened(text):
    assert decrypt(encrypt(text)) == text


def test_the_same_text_is_never_sealed_the_same():
    assert encrypt("token") != encrypt("token")
    assert "token" not in encrypt("token")


def test_an_old_key_still_opens_and_the_newest_seals(settings):
    settings.CVETY_ENCRYPTION_KEYS = [OLD]
    sealed = encrypt("token")

    settings.CVETY_ENCRYPTION_KEYS = [NEW, f" {OLD} "]
    assert decrypt(sealed) == "token"
    resealed = encrypt("token")

    settings.CVETY_ENCRYPTION_KEYS = [NEW]
    assert decrypt(resealed) == "token"
    with pytest.raises(ValueError, match="No key opens this value"):
        decrypt(sealed)


@pytest.mark.parametrize("keys", [["short"], [""], []])
def test_wrong_keys_are_named_as_such(settings, keys):
    settings.CVETY_ENCRYPTION_KEYS = keys

    with pytest.raises(ImproperlyConfigured, match="CVETY_ENCRYPTION_KEYS"):
        encrypt("token")


def test_the_column_holds_no_plain_text():
    field = EncryptedTextField()
    stored = field.get_prep_value("token")

    assert "token" not in stored
    assert field.from_db_value(stored, None, None) == "token"


@pytest.mark.parametrize("empty", ["", None])
def test_nothing_stays_nothing(empty):
    field = EncryptedTextField(null=True)

    assert field.get_prep_value(empty) == empty
    assert field.from_db_value(empty, None, None) == empty
