"""Alive, and able to work."""

import pytest
from django.test import Client

from cvety import health


def test_healthz_answers():
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readyz_names_every_part(db: None):
    answer = Client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "cache": "ok", "broker": "ok"}


@pytest.mark.parametrize("part", ["database", "cache", "broker"])
def test_readyz_says_which_part_is_missing(part: str, db: None, monkeypatch: pytest.MonkeyPatch):
    def out_of_reach() -> None:
        raise ConnectionRefusedError

    monkeypatch.setitem(health.CHECKS, part, out_of_reach)

    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable",
        "database": "ok",
        "cache": "ok",
        "broker": "ok",
        part: "unavailable",
    }


def test_a_broker_that_is_not_there_is_noticed():
    with pytest.raises(Exception, match="Connection refused"):
        health.check_broker(url="redis://127.0.0.1:1/0")


def test_health_answers_under_any_host_without_tls_and_without_a_session(settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = Client().get("/healthz/", headers={"host": "10.0.0.7:8000"})

    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
