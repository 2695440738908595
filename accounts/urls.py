from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.start, name="start"),
    path("login/", pages.sign_in, name="login"),
    path("logout/", pages.sign_out, name="logout"),
    path("shop/", pages.choose_shop, name="choose-shop"),
    path("language/", pages.choose_language, name="choose-language"),
]
