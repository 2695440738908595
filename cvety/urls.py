"""Where everything is found; each app keeps its own addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("cvety.health")),
]

handler404 = "cvety.api.errors.page_not_found"
handler500 = "cvety.api.errors.server_error"
