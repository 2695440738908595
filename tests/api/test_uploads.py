"""Files sent to the API: how large they may be, and that nothing is read of what is larger."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.orders import make_order, make_upload

LIMIT = 10 * 1024**2
TOO_LARGE = {"detail": [{"loc": ["body", "file"], "msg": "Файл больше 10 МБ", "type": "value_error"}]}


class Unread:
    """A body that must not be read."""

    def read(self, *_: int) -> bytes:
        raise AssertionError("The body was read")

    readline = read


@pytest.fixture
def photos(shop):
    return f"/api/orders/{make_order(shop).pk}/photos"


def picture_of(size):
    """A picture with so many bytes, most of them after its end."""
    content = make_upload().read()
    return SimpleUploadedFile("photo.jpg", content + b"\0" * (size - len(content)), content_type="image/jpeg")


def test_exactly_ten_megabytes_pass_and_one_byte_more_does_not(api, photos):
    assert api.upload(photos, file=picture_of(LIMIT)).status_code == 201

    answer = api.upload(photos, file=picture_of(LIMIT + 1))
    assert (answer.status_code, answer.json()) == (422, TOO_LARGE)


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "a"}])
@pytest.mark.parametrize("length", [LIMIT + 1024**2, 10**12])
def test_a_body_that_is_far_too_large_is_not_even_read(api, photos, length, headers):
    answer = api.client.post(
        photos,
        {"file": make_upload()},
        headers={**api.headers, **headers},
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": Unread()},
    )

    assert (answer.status_code, answer.json()) == (422, TOO_LARGE)


def test_a_body_of_unknown_length_is_none(api, photos):
    answer = api.client.post(
        photos, {"file": make_upload()}, headers=api.headers, CONTENT_LENGTH="", **{"wsgi.input": Unread()}
    )

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "file"]
