"""«Документация»: pages to read, the description for programs, the collection for Postman."""

from __future__ import annotations

import pytest

from .promises import proves


@proves("GET /docs", "200")
@proves("GET /redoc", "200")
@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_of_the_documentation(nobody, db, path):
    answer = nobody.get(path)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "openapi.json" in answer.content.decode()


@proves("GET /openapi.json", "200")
def test_the_description(nobody, db):
    answer = nobody.get("/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.0")


@proves("GET /postman.json", "200")
def test_the_postman_collection(nobody, db):
    answer = nobody.get("/postman.json")

    assert answer.status_code == 200
    names = {variable["key"] for variable in answer.json()["variable"]}
    assert names >= {"base_url", "token"}
