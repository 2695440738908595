"""Rows of a shop are behind the net, and every row is some shop's unless it is said here why not."""

import pytest
from django.apps import apps
from django.db import models
from django_scopes.exceptions import ScopeError

from shops.models import Shop

from .source import APPS

OF_NO_SHOP = {
    "shops.Shop": "is the shop",
    "accounts.User": "a person works in several shops",
    "accounts.OneTimeCode": "is sent before anybody knows which shop it is for",
    "accounts.RefreshToken": "belongs to a membership",
}
MODELS = [model for model in apps.get_models() if model._meta.app_label in APPS and model._meta.label not in OF_NO_SHOP]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_row_belongs_to_a_shop(model: type[models.Model]):
    field = model._meta.get_field("shop")

    assert field.related_model is Shop
    assert not field.null


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_read_that_forgot_its_shop_raises(model: type[models.Model], db: None):
    with pytest.raises(ScopeError):
        list(model._default_manager.all())


def test_exceptions_are_models_that_exist():
    labels = {model._meta.label for model in apps.get_models()}

    assert OF_NO_SHOP.keys() - labels == set()
