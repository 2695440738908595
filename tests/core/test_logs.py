"""What stands in the log: what happened, and no key to anything."""

import logging
from io import StringIO

import pytest
from django.test import Client
from gunicorn.config import Config

from cvety import gunicorn_conf
from tests.factories.orders import make_order
from tracking import guard


@pytest.fixture
def printed():
    """What the product's own handler writes."""
    (handler,) = [handler for handler in logging.getLogger().handlers if handler.name == "stderr"]
    earlier = handler.setStream(StringIO())
    yield handler.stream
    handler.setStream(earlier)


@pytest.mark.parametrize("path", ["/tracking/123456788", "/api/tracking/123456788", "/Tracking//123456788/feedback"])
def test_a_number_that_an_order_is_tracked_by_is_masked(db, printed, path):
    Client().get(path)

    line = printed.getvalue()
    assert f"Not Found: {path.replace('123456788', '***')}" in line
    assert "123456788" not in line


def test_so_it_is_when_somebody_asks_too_often(shop, settings, printed):
    settings.RATE_LIMIT_FACTOR = 1
    token = make_order(shop).tracking_token
    for limit in guard.MISSES:
        for _miss in range(limit.count):
            guard.limits.hit(limit, "127.0.0.1")

    assert Client().get(f"/api/tracking/{token}").status_code == 429
    assert "Too Many Requests: /api/tracking/***" in printed.getvalue()
    assert token not in printed.getvalue()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "GET /api/v2/orders?access_token=s3cr3t&limit=5 HTTP/1.1",
            "GET /api/v2/orders?access_token=***&limit=5 HTTP/1.1",
        ),
        ("next=%2Ftracking%2F123456788", "next=%2Ftracking%2F***"),
        ("GET /?access_token=a%2Fb", "GET /?access_token=***"),
        ("GET /?access%5Ftoken=s3cr3t", "GET /?access%5Ftoken=***"),
        ("next=%2Fcrm%3Faccess_token%3Ds3cr3t", "next=%2Fcrm%3Faccess_token%3D***"),
        ("{'Authorization': 'Bearer s3cr3t.s3cr3t'}", "{'Authorization': 'Bearer ***'}"),
        ("The token cvt_s3cr3t-s3cr3t_s3cr3t is revoked", "The token cvt_*** is revoked"),
        ("/login?next=%22cvt_s3cr3t-s3cr3t_s3cr3t%22", "/login?next=%22cvt_***%22"),
        ("/login?next=/x%253Faccess_token%253Ds3cr3t-s3cr3t", "/login?next=/x%253Faccess_token%253D***"),
        ("Bearer  s3cr3t-s3cr3t", "Bearer  ***"),
        ("{'access_token': 's3cr3t-s3cr3t'}", "{'access_token': '***'}"),
        ('File "/srv/cvety/tracking/guard.py", line 25', 'File "/srv/cvety/tracking/guard.py", line 25'),
        ("Not Found: /api/orders/15", "Not Found: /api/orders/15"),
    ],
)
def test_what_opens_a_door_is_masked_wherever_it_stands(printed, line, expected):
    logging.getLogger("anywhere").warning("%s", line)

    assert printed.getvalue().endswith(f"WARNING anywhere: {expected}\n")


@pytest.mark.parametrize("name", ["django.server", "django.request", "celery"])
def test_everybody_writes_through_the_same_hand(printed, name):
    logging.getLogger(name).warning('"GET /tracking/123456788 HTTP/1.1" 404')

    assert '"GET /tracking/*** HTTP/1.1" 404' in printed.getvalue()


def test_so_it_is_in_what_an_error_says(printed):
    try:
        raise ValueError("No answer from https://shop.example/?access_token=s3cr3t")
    except ValueError:
        logging.getLogger("anywhere").exception("It failed")

    assert "?access_token=***" in printed.getvalue()
    assert "s3cr3t" not in printed.getvalue()


def test_gunicorn_writes_no_secrets_of_its_own(capsys):
    logger = gunicorn_conf.MaskedLogger(Config())
    try:
        logger.error("Error handling request GET /tracking/123456788?access_token=s3cr3t")
    finally:
        logger.error_log.handlers.clear()

    assert "GET /tracking/***?access_token=***" in capsys.readouterr().err


def test_nor_does_it_in_an_access_log(capsys):
    config = Config()
    config.set("accesslog", "-")
    logger = gunicorn_conf.MaskedLogger(config)
    try:
        logger.access_log.info("%s", 'GET /crm/inventory?access_token=s3cr3t HTTP/1.1" 302')
    finally:
        logger.access_log.handlers.clear()
        logger.error_log.handlers.clear()

    printed = capsys.readouterr()
    assert "GET /crm/inventory?access_token=*** HTTP/1.1" in printed.out + printed.err
