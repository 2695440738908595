"""Both forms of an address answer, without a redirect."""

import pytest
from django.http import JsonResponse
from django.urls import path

from cvety.api.paths import EitherFormOfAPath

urlpatterns = [
    path("api/with/", lambda request: JsonResponse({"method": request.method})),
    path("api/without", lambda request: JsonResponse({"method": request.method})),
    path("api/both/", lambda request: JsonResponse({"form": "with"})),
    path("api/both", lambda request: JsonResponse({"form": "without"})),
    path("page/", lambda request: JsonResponse({})),
]
handler404 = "cvety.api.errors.page_not_found"

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("address", ["/api/with/", "/api/with", "/api/without", "/api/without/"])
@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_either_form_answers(client, address, method):
    answer = getattr(client, method)(address)

    assert (answer.status_code, answer.json()) == (200, {"method": method.upper()})


def test_where_both_are_declared_each_is_itself(client):
    assert client.get("/api/both/").json() == {"form": "with"}
    assert client.get("/api/both").json() == {"form": "without"}


@pytest.mark.parametrize("address", ["/api/unknown", "/api/unknown/", "/api/", "/api//"])
def test_an_unknown_address_is_not_found_in_the_form_of_the_api(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer.json()) == (404, {"detail": "Не найдено", "code": "not_found"})


def test_pages_have_one_form(rf):
    seen = []
    led = EitherFormOfAPath(lambda request: seen.append(request.path_info))

    for address in ("/page", "/page/", "/api/with"):
        led(rf.get(address))

    assert seen == ["/page", "/page/", "/api/with/"]
