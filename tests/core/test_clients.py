"""Where a request comes from, for counting."""

import pytest
from django.test import RequestFactory

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
        ("", "10.0.0.1"),
        ("rubbish", "unknown"),
    ],
)
def test_a_known_proxys_word_counts(settings, forwarded, expected):
    settings.CVETY_TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert address("10.0.0.1", forwarded) == expected


def test_a_home_with_ipv6_is_one_client():
    assert address("2001:db8:1:2:aaaa::1") == address("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::/64"
    assert address("2001:db8:1:3::1") != address("2001:db8:1:2::1")
