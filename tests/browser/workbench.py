"""A page with everything that the scripts of the screens look after, and nothing else: florists may open it.

What arrives is kept in a list, so that a test can say that it arrived once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path
from PIL import Image

from accounts.pages_access import StaffRequest, refuse, staff_page
from accounts.pages_once import once
from cvety.core.access import Module
from cvety.urls import handler400, handler404, handler500
from cvety.urls import urlpatterns as everything

__all__ = ["handler400", "handler404", "handler500"]

PAGE = """{% extends "base.html" %}{% load people %}
{% block content %}
<h1>Верстак</h1>
<section id="recipe" data-live>
  {% for name in bench.recipe %}<label><input type="checkbox" autocomplete="off">{{ name }}</label>{% endfor %}
  <form method="post" action="/workbench/do" data-keep="Пара слов">
    {% csrf_token %}{% action_id %}
    <label>Слова <input name="words"></label>
    <button name="step" value="say">Сказать</button>
  </form>
  <details><summary>Отмена</summary><form method="post"><label>Причина <input name="why"></label></form></details>
</section>
<ul id="news" data-live>{% for line in bench.news %}<li>{{ line }}</li>{% endfor %}</ul>
<div id="cards">
  {% for name in bench.cards %}<p id="card-{{ forloop.counter }}" data-live>{{ name }}</p>{% endfor %}
</div>
<form method="post" action="/workbench/do" enctype="multipart/form-data" data-keep="Фото букета" data-send-at-once>
  {% csrf_token %}{% action_id %}
  <label>Фото <input type="file" name="file" accept="image/*"></label>
  <button>Отправить фото</button>
</form>
<div class="photos" data-photos></div>
{% endblock %}"""


@dataclass
class Bench:
    """What the page shows, what has arrived there, and how the next ones are answered."""

    recipe: list[str] = field(default_factory=lambda: ["Роза", "Эвкалипт"])
    news: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    arrived: list[tuple[str, str, int]] = field(default_factory=list)  # who, words or the photo's name, bytes
    pictures: list[tuple[int, int]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    seconds: float = 0


bench = Bench()


def clear() -> Bench:
    """Begin anew."""
    bench.__init__()  # type: ignore[misc]  # the views hold this very one
    return bench


@staff_page(Module.PRODUCTION)
def page(request: StaffRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({"bench": bench}, request))


@staff_page(Module.PRODUCTION)
@once
def do(request: StaffRequest) -> HttpResponse:
    time.sleep(bench.seconds)
    if bench.answers:
        return refuse(request, status=bench.answers.pop(0), text="Не вышло: вазы нет.")
    upload: Any = request.FILES.get("file")
    what = (upload.name, upload.size) if upload else (request.POST["words"], 0)
    if upload:
        bench.pictures.append(Image.open(upload).size)
    bench.arrived.append((request.member.name, *what))
    messages.success(request, f"Принято: {what[0]}")
    return redirect("/workbench/")


urlpatterns = [path("workbench/", page), path("workbench/do", do), *everything]
