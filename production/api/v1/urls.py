from django.urls import path

from .views import (
    AssignView,
    CancelView,
    CompleteView,
    StartView,
    TaskBatchesView,
    TaskPhotosView,
    TasksView,
    TaskView,
)

urlpatterns = [
    path("production/tasks/", TasksView.as_view()),
    path("production/tasks/<int:task_id>", TaskView.as_view()),
    path("production/tasks/<int:task_id>/assign", AssignView.as_view()),
    path("production/tasks/<int:task_id>/start", StartView.as_view()),
    path("production/tasks/<int:task_id>/complete", CompleteView.as_view()),
    path("production/tasks/<int:task_id>/cancel", CancelView.as_view()),
    path("production/tasks/<int:task_id>/batches", TaskBatchesView.as_view()),
    path("production/tasks/<int:task_id>/photos", TaskPhotosView.as_view()),
]
