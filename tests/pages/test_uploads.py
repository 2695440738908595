"""Pictures that were uploaded are served, and nothing else is."""

import pytest

from tests.factories.orders import make_order, make_photo


def test_a_picture_is_served_for_a_year(shop, browse):
    photo = make_photo(make_order(shop))

    answer = browse().get(photo.image.url)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"


@pytest.mark.parametrize("name", ["nothing.jpg", "", "shops", "shops/", "../manage.py", "..%2fa.jpg", "%00.jpg"])
def test_nothing_else_is(db, browse, name):
    assert browse().get(f"/uploads/{name}").status_code == 404
