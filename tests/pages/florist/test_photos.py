"""The photo of a finished bouquet: offered, wanted, refused, sent twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cvety.core.tenancy import shop_scope
from production.services import assign_task, start_task
from tests.factories import reload
from tests.factories.orders import make_upload
from tests.pages.conftest import said

from .conftest import html_of


def test_without_a_photo_a_bouquet_is_finished_by_a_second_tap(browse, florist, begun):
    html = html_of(browse(florist).get(f"/florist/tasks/{begun.pk}/"))

    shut = html.index('<details class="confirm">')
    assert shut < html.index("Готово без фото") < html.index("Да, букет собран") < html.index("</details>", shut)
    assert html.index("Сфотографировать") > shut


def test_with_a_photo_a_bouquet_is_finished_by_one_tap(browse, florist, begun):
    client = browse(florist)
    client.post(f"/florist/tasks/{begun.pk}/photo", {"file": make_upload()})

    html = html_of(client.get(f"/florist/tasks/{begun.pk}/"))

    assert '<button class="button primary">Готово</button>' in html
    for word in ("Готово без фото", "Да, букет собран", "Сфотографировать"):
        assert word not in html


def test_a_shop_that_wants_a_photo_offers_nothing_else_before_it(shop, browse, florist, begun):
    shop.photo_required = True
    shop.save()

    html = html_of(browse(florist).get(f"/florist/tasks/{begun.pk}/"))

    assert "Сфотографировать" in html
    assert "Готово без фото" not in html
    assert f"/florist/tasks/{begun.pk}/complete" not in html


def test_a_shop_that_wants_a_photo_says_so(shop, browse, florist, make_task):
    shop.photo_required = True
    shop.save()
    task = make_task()
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())
        start_task(shop=shop, task_id=task.pk, member=florist, now=timezone.now())

    answer = browse(florist).post(f"/florist/tasks/{task.pk}/complete")

    assert said(answer) == ["Сначала добавьте фото готового букета"]
    assert reload(task).status == "in_progress"


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        ({}, "Выберите или сделайте фото"),
        ({"file": SimpleUploadedFile("a.jpg", b"not a picture")}, "Это не изображение. Подойдут JPEG, PNG, WebP и GIF"),
        ({"file": SimpleUploadedFile("a.jpg", b"\0" * (10 * 1024**2 + 1))}, "Файл больше 10 МБ"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(shop, browse, florist, make_task, upload, sentence):
    task = make_task()
    with shop_scope(shop):
        assign_task(shop=shop, task_id=task.pk, florist_id=None, member=florist, now=timezone.now())

    answer = browse(florist).post(f"/florist/tasks/{task.pk}/photo", upload)

    assert said(answer) == [sentence]
    with shop_scope(shop):
        assert task.order.photos.count() == 0


def test_a_photo_that_is_sent_twice_is_kept_once(shop, browse, florist, make_task):
    task = make_task()
    client = browse(florist)
    page = f"/florist/tasks/{task.pk}/"
    for step in ("take", "start"):
        client.post(f"{page}{step}")

    answers = [client.post(f"{page}photo", {"file": make_upload(), "action_id": "one"}) for _ in range(2)]

    assert [answer.url for answer in answers] == [page, page]
    with shop_scope(shop):
        assert task.order.photos.count() == 1


def test_a_photo_that_was_refused_may_be_sent_again_under_the_same_id(shop, browse, florist, make_task):
    task = make_task()
    client = browse(florist)
    page = f"/florist/tasks/{task.pk}/"
    for step in ("take", "start"):
        client.post(f"{page}{step}")

    client.post(f"{page}photo", {"file": SimpleUploadedFile("no.jpg", b"no picture"), "action_id": "one"})
    client.post(f"{page}photo", {"file": make_upload(), "action_id": "one"})

    with shop_scope(shop):
        assert task.order.photos.count() == 1
