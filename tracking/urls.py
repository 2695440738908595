from django.urls import path

from . import pages

urlpatterns = [path("tracking/<str:token>", pages.order, name="tracking")]
