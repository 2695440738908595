"""Two people editing one row."""

from types import SimpleNamespace

import pytest

from cvety.core.errors import StaleVersion
from cvety.core.versions import check_version, etag

ROW = SimpleNamespace(pk=15, version=3)


def test_a_version_as_http_names_it():
    assert etag(ROW) == '"15-3"'


@pytest.mark.parametrize("expected", [None, "*", " * ", '"15-3"', 'W/"15-3"', '"15-2", "15-3"'])
def test_an_edit_of_the_present_version_goes_through(expected):
    check_version(ROW, expected)


@pytest.mark.parametrize("expected", ['"15-2"', '"16-3"', "", "15-3", "rubbish"])
def test_an_edit_of_another_version_is_refused(expected):
    with pytest.raises(StaleVersion):
        check_version(ROW, expected)
