from django.urls import path

from .views import ColleaguesView, ColleagueView, ToggleColleagueView

urlpatterns = [
    path("colleagues", ColleaguesView.as_view()),
    path("colleagues/<int:pk>", ColleagueView.as_view()),
    path("colleagues/<int:pk>/toggle", ToggleColleagueView.as_view()),
]
