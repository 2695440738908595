"""Where a request comes from, for counting."""

import pytest
from django.test import Client, RequestFactory

from cvety.api.clients import client_address


def address(remote="203.0.113.7", forwarded=""):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


def test_it_is_the_connections_address():
    assert address() == "203.0.113.7"


def test_an_unknown_proxys_word_counts_for_nothing():
    assert address(forwarded="198.51.100.1") == "203.0.113.7"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("1.2.3.4, 198.51.100.1", "198.51.100.1"),  # what stands farther left the client may have made up
        ("198.51.100.1, 10.0.0.9", "198.51.100.1"),
        ("198.51.100.1:50123", "198.51.100.1"),
        ("[2001:db8:1:2::3]:50123, 10.0.0.9:443", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::3]", "2001:db8:1:2::/64"),
        ("", "10.0.0.1"),
        *((word, "unknown") for word in ("rubbish", "[]", "[rubbish]:1", "1.2.3:4", "1.2.3.4:x", "1.2.3.4, rubbish")),
    ],
)
def test_a_known_proxys_word_counts(settings, forwarded, expected):
    settings.CVETY_TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert address("10.0.0.1", forwarded) == expected


def test_a_home_with_ipv6_is_one_client():
    assert address("2001:db8:1:2:aaaa::1") == address("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::/64"
    assert address("2001:db8:1:3::1") != address("2001:db8:1:2::1")


def test_an_ipv4_client_of_an_ipv6_socket_is_itself():
    assert address("::ffff:203.0.113.7") == "203.0.113.7"
    assert address("::ffff:203.0.113.8") == "203.0.113.8"


def test_a_proxy_and_whom_it_names_may_be_written_as_ipv6(settings):
    settings.CVETY_TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert address("::ffff:10.0.0.1", "::ffff:198.51.100.1, ::ffff:10.0.0.9") == "198.51.100.1"


@pytest.mark.parametrize(
    ("remote", "status"), [("10.0.0.1", 200), ("::ffff:10.0.0.1", 200), ("203.0.113.7", 301), ("rubbish", 301)]
)
@pytest.mark.django_db
def test_that_a_client_came_by_https_is_a_known_proxys_word_alone(settings, remote, status):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.CVETY_TRUSTED_PROXIES = ["10.0.0.0/8"]

    answer = Client(REMOTE_ADDR=remote).get("/login/", headers={"X-Forwarded-Proto": "https"})

    assert answer.status_code == status
