"""Pictures of a product over API v1."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from catalog.api.v1.serializers import ProductImageRow, ProductWithCost
from catalog.models import ProductImage
from catalog.services import MAX_IMAGES, MAX_POSITION, add_image, archive_product
from cvety.core.actors import SYSTEM
from cvety.core.clock import now
from cvety.core.tenancy import shop_scope
from tests.api.shapes import assert_keys
from tests.factories import make_member, make_product, reload
from tests.factories.orders import make_upload


@pytest.fixture
def product(shop):
    return make_product(shop)


@pytest.fixture
def images(product):
    return f"/api/products/{product.pk}/images"


def add(api, images, **data):
    answer = api.upload(images, file=make_upload(), **data)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def shown(api, images):
    """The pictures as they are listed: ids, and which is the main one."""
    return [(row["id"], row["is_main"]) for row in api.get(images).json()["items"]]


def upload_of(kind, size=(1000, 500), **options):
    buffer = BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind, **options)
    return SimpleUploadedFile("photo.txt", buffer.getvalue(), content_type="text/plain")


def fetch(nobody, address):
    """What stands at an address: the status, and the picture."""
    answer = nobody.get(address.removeprefix(settings.CVETY_BASE_URL))
    content = b"".join(answer.streaming_content) if answer.streaming else b""
    return answer.status_code, content


def test_the_first_picture_is_the_main_one_by_itself(api, product, images):
    answer = api.upload(images, file=make_upload())

    assert answer.status_code == 201
    first = answer.json()
    assert_keys(ProductImageRow, first)
    assert (first["is_main"], first["position"]) == (True, 0)
    second = add(api, images)
    assert shown(api, images) == [(first["id"], True), (second, False)]
    row = api.get(f"/api/products/{product.pk}").json()
    assert_keys(ProductWithCost, row)
    assert row["images"] == api.get(images).json()["items"]
    assert api.get("/api/products/").json()["items"][0]["images"] == row["images"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_addresses_are_whole_unguessable_and_answer(api, nobody, shop, images, kind):
    row = api.upload(images, file=upload_of(kind)).json()

    for address, size in ((row["url"], (1000, 500)), (row["thumbnail"], (480, 240))):
        start = f"{settings.CVETY_BASE_URL}/uploads/shops/{shop.pk}/products/"
        assert address.startswith(start)
        assert len(address.removeprefix(start).split(".")[0]) == 32
        status, content = fetch(nobody, address)
        assert (status, Image.open(BytesIO(content)).size) == (200, size)
    assert row["url"] != row["thumbnail"]


def test_where_a_picture_was_taken_is_forgotten(api, nobody, images):
    exif = Image.Exif()
    exif[0x0112] = 6  # held sideways
    exif.get_ifd(0x8825)[1] = "N"
    row = api.upload(images, file=upload_of("JPEG", exif=exif)).json()

    for address in (row["url"], row["thumbnail"]):
        kept = Image.open(BytesIO(fetch(nobody, address)[1]))
        assert kept.height > kept.width
        assert dict(kept.getexif()) == {}


def test_a_later_picture_may_come_as_the_main_one(api, images):
    first = add(api, images)
    second = add(api, images, is_main="true")
    third = add(api, images, is_main="false")

    assert shown(api, images) == [(second, True), (first, False), (third, False)]


def test_another_is_made_the_main_one(api, product, images):
    first, second = add(api, images), add(api, images)

    answer = api.patch(f"{images}/{second}", {"is_main": True})

    assert answer.status_code == 200
    assert answer.json() == api.get(f"{images}/{second}").json()
    assert_keys(ProductImageRow, answer.json())
    assert shown(api, images) == [(second, True), (first, False)]
    assert api.patch(f"{images}/{second}", {"is_main": True}).status_code == 200
    assert shown(api, images) == [(second, True), (first, False)]


def test_the_main_one_is_not_unmade_for_nothing(api, images):
    first, second = add(api, images), add(api, images)

    answer = api.patch(f"{images}/{first}", {"is_main": False, "position": 5})

    assert answer.status_code == 422
    assert answer.json()["detail"] == [
        {
            "loc": ["body", "is_main"],
            "msg": "Чтобы сменить главное фото, отметьте главным другое",
            "type": "value_error",
        }
    ]
    assert api.patch(f"{images}/{second}", {"is_main": False}).status_code == 200
    assert shown(api, images) == [(first, True), (second, False)]
    assert api.get(f"{images}/{first}").json()["position"] == 0


def test_pictures_are_put_in_order(api, images):
    main, second, third = (add(api, images) for _time in range(3))

    row = api.patch(f"{images}/{second}", {"position": 9}).json()

    assert (row["position"], row["is_main"]) == (9, False)
    assert shown(api, images) == [(main, True), (third, False), (second, False)]
    assert shown(api, images)[-1] == (second, False)
    last = add(api, images)
    assert api.get(f"{images}/{last}").json()["position"] == 10


def test_a_picture_after_the_last_place_stands_there_too(api, images):
    first = add(api, images)
    api.patch(f"{images}/{first}", {"position": MAX_POSITION})

    second = add(api, images)

    assert api.get(f"{images}/{second}").json()["position"] == MAX_POSITION


@pytest.mark.parametrize(
    ("change", "name"),
    [({"position": -1}, "position"), ({"position": 10**30}, "position"), ({"is_main": "maybe"}, "is_main")],
)
def test_a_wrong_change_is_refused_by_name(api, images, change, name):
    answer = api.patch(f"{images}/{add(api, images)}", change)

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", name]]


def test_after_the_main_one_the_next_is_main(api, images):
    first, second, third = (add(api, images) for _time in range(3))

    assert api.delete(f"{images}/{first}").status_code == 204
    assert shown(api, images) == [(second, True), (third, False)]
    assert api.delete(f"{images}/{third}").status_code == 204
    assert shown(api, images) == [(second, True)]
    assert api.delete(f"{images}/{second}").status_code == 204
    assert shown(api, images) == []
    assert api.delete(f"{images}/{second}").json() == {"detail": "Фото не найдено", "code": "not_found"}


def test_a_deleted_picture_is_gone_from_its_address_as_well(api, nobody, images, django_capture_on_commit_callbacks):
    row = api.upload(images, file=make_upload()).json()
    assert [fetch(nobody, row[name])[0] for name in ("url", "thumbnail")] == [200, 200]

    with django_capture_on_commit_callbacks(execute=True):
        api.delete(f"{images}/{row['id']}")

    assert [fetch(nobody, row[name])[0] for name in ("url", "thumbnail")] == [404, 404]


def test_a_change_of_pictures_is_a_change_of_the_product(api, product, images):
    path = f"/api/products/{product.pk}"
    tags = [api.get(path).headers["ETag"]]
    image = add(api, images)
    tags.append(api.get(path).headers["ETag"])
    api.patch(f"{images}/{image}", {"position": 3})
    tags.append(api.get(path).headers["ETag"])
    api.delete(f"{images}/{image}")
    tags.append(api.get(path).headers["ETag"])

    assert len(set(tags)) == 4
    assert api.patch(path, {"name": "x"}, **{"If-Match": tags[0]}).status_code == 412


def test_what_is_no_picture_is_refused_and_nothing_is_kept(api, images, shop):
    for content in (b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"):
        answer = api.upload(images, file=SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg"))
        assert answer.status_code == 422
        assert [item["loc"] for item in answer.json()["detail"]] == [["body", "file"]]
    assert api.upload(images).json()["detail"][0]["loc"] == ["body", "file"]
    assert api.post(images, {"file": "photo.jpg"}).status_code == 400
    assert api.upload(images, file=make_upload(), is_main="maybe").json()["detail"][0]["loc"] == ["body", "is_main"]
    assert shown(api, images) == []


def test_exactly_ten_megabytes_pass_and_one_byte_more_does_not(api, images):
    content = make_upload().read()
    limit = 10 * 1024**2

    for size, status in ((limit, 201), (limit + 1, 422)):
        upload = SimpleUploadedFile("photo.jpg", content + b"\0" * (size - len(content)))
        assert api.upload(images, file=upload).status_code == status


def test_no_file_is_left_of_a_picture_that_was_refused(api, shop, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    product = make_product(shop)
    with shop_scope(shop):
        archive_product(shop=shop, product_id=product.pk, actor=SYSTEM, now=now())

    answer = api.upload(f"/api/products/{product.pk}/images", file=make_upload())

    assert (answer.status_code, answer.json()["detail"]) == (404, "Товар не найден")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_there_are_not_too_many(api, shop, product, images):
    with shop_scope(shop):
        ProductImage.objects.bulk_create(
            ProductImage(shop=shop, product=product, image="a.png", thumbnail="a.png") for _each in range(MAX_IMAGES)
        )

    answer = api.upload(images, file=make_upload())

    assert answer.status_code == 400
    assert answer.json() == {"detail": "У товара уже 30 фото: удалите лишние", "code": "too_many_images"}


def test_a_repeat_under_one_key_adds_one(api, images):
    answers = [
        api.client.post(images, {"file": make_upload()}, headers={**api.headers, "Idempotency-Key": "k"})
        for _time in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(shown(api, images)) == 1


def test_a_florist_sees_pictures_and_changes_none(shop, api, images, sign_in):
    image = add(api, images)
    florist = sign_in(make_member(shop, "florist"))

    assert shown(florist, images) == [(image, True)]
    assert florist.upload(images, file=make_upload()).status_code == 403
    assert florist.patch(f"{images}/{image}", {"position": 1}).status_code == 403
    assert florist.delete(f"{images}/{image}").status_code == 403


def test_pictures_of_another_shop_or_product_are_not_there(api, shop, stranger, images, sign_in):
    image = add(api, images)
    other = f"/api/products/{make_product(shop, 'Другой').pk}/images/{image}"
    theirs = sign_in(stranger)
    own = f"/api/products/{make_product(stranger.shop).pk}/images/{image}"

    for answer in (
        theirs.get(images),
        theirs.upload(images, file=make_upload()),
        theirs.get(f"{images}/{image}"),
        theirs.patch(f"{images}/{image}", {"position": 1}),
        theirs.delete(f"{images}/{image}"),
        theirs.delete(own),
        api.get(other),
        api.delete(other),
        api.patch(other, {"is_main": True}),
        api.get(f"{images}/{10**30}"),
    ):
        assert answer.status_code == 404
    assert shown(api, images) == [(image, True)]


def test_the_database_holds_to_one_main_picture(shop, product):
    with shop_scope(shop):
        image = add_image(shop=shop, product_id=product.pk, upload=make_upload())
        with pytest.raises(IntegrityError), transaction.atomic():
            ProductImage.objects.create(shop=shop, product=product, image="a.png", thumbnail="a.png", is_main=True)
    assert reload(image).is_main
