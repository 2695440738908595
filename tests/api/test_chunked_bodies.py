"""Bodies without a length, as .NET and others send them."""

from __future__ import annotations

import io
import json

import pytest

from tests.factories import make_product
from tests.factories.orders import make_upload

pytestmark = pytest.mark.django_db


class Broken(io.BytesIO):
    """A stream whose sender leaves in the middle."""

    def read(self, size=-1):
        if self.tell():
            raise EOFError("No more data")
        return super().read(5)


@pytest.fixture
def send(api):
    def send(path, stream, content_type="application/json", **environ):
        environ = {
            "CONTENT_TYPE": content_type,
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input": stream,
            "wsgi.input_terminated": True,
            **environ,
        }
        return api.client.generic("POST", path, headers=api.headers, **environ)

    return send


def test_json_in_pieces_is_read(send):
    answer = send("/api/customers/", io.BytesIO(json.dumps({"phone": "+77051112233"}).encode()))

    assert (answer.status_code, answer.json()["phone"]) == (201, "+77051112233")


def test_a_photo_in_pieces_is_taken(send, shop):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    form = io.BytesIO(head + make_upload().read() + b"\r\n--x--\r\n")

    answer = send(f"/api/products/{make_product(shop).pk}/images", form, "multipart/form-data; boundary=x")

    assert answer.status_code == 201


def test_what_is_too_large_is_refused_as_ever(send, shop):
    images = f"/api/products/{make_product(shop).pk}/images"

    assert send("/api/customers/", io.BytesIO(b'"' + b"x" * 3 * 1024**2 + b'"')).status_code == 413
    form = io.BytesIO(b"--x\r\n" + b"x" * 20 * 1024**2)
    assert send(images, form, "multipart/form-data; boundary=x").status_code == 422
    assert form.tell() < 11 * 1024**2


def test_pieces_that_break_off_are_400(send):
    answer = send("/api/customers/", Broken(b'{"phone": "+77051112233"}'))

    assert answer.status_code == 400
    assert answer.json() == {"detail": "Некорректный запрос", "code": "bad_request"}


def test_a_stream_of_which_nobody_knows_the_end_is_not_read(send):
    stream = io.BytesIO(b'{"phone": "+77051112233"}')

    assert send("/api/customers/", stream, **{"wsgi.input_terminated": False}).status_code == 422
    assert stream.tell() == 0
