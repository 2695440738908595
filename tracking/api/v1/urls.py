from django.urls import path

from .views import FeedbackView, TrackingView

urlpatterns = [
    path("tracking/<str:token>", TrackingView.as_view()),
    path("tracking/<str:token>/feedback", FeedbackView.as_view()),
]
