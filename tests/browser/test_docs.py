"""The API's documentation in a browser: it shows every operation, tries one out, and asks nobody else for anything."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.models import StaffMember
from accounts.tokens import issue_tokens
from cvety.api.schema.document import document
from tests.factories import make_member, make_shop
from tests.factories.orders import make_order

from .chromium import DESK, PHONE, expect_nothing_sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def owner() -> StaffMember:
    return make_member(make_shop(), "owner")


def names() -> set[str]:
    paths = document()["paths"].values()
    return {operation["operationId"] for operations in paths for operation in operations.values()}


@SIZES
def test_swagger_shows_every_operation(open_page, size):
    page = open_page(size)
    page.goto("/docs/")
    expect(page.locator("#operations-orders-create_order")).to_be_visible()

    ids = page.locator(".opblock").evaluate_all("blocks => blocks.map(block => block.id)")
    assert {re.sub("^operations-[a-z]+-", "", name) for name in ids} == names()
    expect_nothing_sideways(page)


@SIZES
def test_redoc_shows_every_operation(open_page, size):
    page = open_page(size)
    page.goto("/redoc")
    expect(page.locator("[id$='/operation/create_order']").first).to_be_attached(timeout=60_000)

    ids = page.locator("[data-section-id*='/operation/']").evaluate_all("parts => parts.map(part => part.id)")
    assert {name.rpartition("/")[2] for name in ids} >= names()
    expect_nothing_sideways(page)


@SIZES
def test_an_operation_is_tried_out_with_a_token(open_page, owner, size):
    order = make_order(owner.shop)
    page = open_page(size)
    page.goto("/docs")
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".auth-container input").fill(issue_tokens(owner).access)
    page.locator(".auth-btn-wrapper .authorize").click()
    page.locator(".auth-btn-wrapper .btn-done").click()
    block = page.locator("#operations-orders-list_orders")
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Execute").click()

    expect(block.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    expect(block.locator(".live-responses-table")).to_contain_text(order.tracking_token)
    expect_nothing_sideways(page)
