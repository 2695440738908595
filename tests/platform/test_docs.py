"""The documentation as it is served: kept, tagged, from our own host, with a policy that lets nothing else in."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from cvety import docs
from cvety.api.schema.document import document

pytestmark = pytest.mark.django_db

FILES = pytest.mark.parametrize("path", ["/openapi.json", "/postman.json"])


def test_the_description_is_the_one_in_the_repository(client, settings):
    served = client.get("/openapi.json").json()

    assert served.pop("servers") == [{"url": settings.CVETY_BASE_URL}]
    assert served == document("v1")


@FILES
def test_a_file_is_made_once(client, path, monkeypatch):
    first = client.get(path).content
    monkeypatch.setattr(docs, "document", None)
    monkeypatch.setattr(docs, "collection", None)

    assert client.get(path).content == first


@FILES
def test_a_file_may_be_kept_and_read_by_any_site(client, path):
    answer = client.get(path)
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]


@FILES
def test_a_file_is_sent_compressed_to_whoever_reads_that(client, path):
    plain = client.get(path)
    compressed = client.get(path, headers={"Accept-Encoding": "br, gzip"})

    assert compressed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert len(compressed.content) < len(plain.content) / 4


@FILES
def test_a_file_is_only_read(client, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/docs", "/docs/", "/redoc", "/redoc/"])
def test_a_page_asks_no_other_host_and_runs_nothing_inline(client, path):
    answer = client.get(path)
    page = answer.content.decode()
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))

    assert answer.status_code == 200
    assert "http" not in page
    assert re.findall("<script(?! src=)|<style|style=|onclick", page) == []
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in json.dumps(policy)
