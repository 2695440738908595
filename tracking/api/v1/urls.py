from django.urls import path

from .views import TrackingView

urlpatterns = [path("tracking/<str:token>", TrackingView.as_view())]
