from django.urls import path

from . import pages

urlpatterns = [
    path("tracking/<str:token>", pages.order, name="tracking"),
    path("tracking/<str:token>/feedback", pages.feedback, name="tracking-feedback"),
]
