from django.urls import path

from . import pages

urlpatterns = [
    path("florist/", pages.queue, name="florist"),
    path("florist/tasks/<int:task_id>/", pages.task, name="florist-task"),
    path("florist/tasks/<int:task_id>/take", pages.take, name="florist-take"),
    path("florist/tasks/<int:task_id>/start", pages.start, name="florist-start"),
    path("florist/tasks/<int:task_id>/photo", pages.photo, name="florist-photo"),
    path("florist/tasks/<int:task_id>/complete", pages.complete, name="florist-complete"),
    path("florist/tasks/<int:task_id>/shortage", pages.shortage, name="florist-shortage"),
    path("florist/tasks/<int:task_id>/batch", pages.batch, name="florist-batch"),
    path("florist/tasks/<int:task_id>/found", pages.found, name="florist-found"),
]
