"""Uploaded pictures, where they lie in a folder of this machine; in object storage they have addresses of their own.

Names are unguessable and never used again, so that a picture may be kept for a year by whoever has seen it.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import re_path
from django.views.decorators.http import require_safe
from django.views.static import serve

YEAR = 365 * 24 * 3600


@require_safe
def uploaded(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return one picture; a folder is as unknown as a file that is not there."""
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# Only such names as we give: no other kind of file, no way out of the folder.
urlpatterns = [re_path(r"^uploads/(?P<name>[\w/-]{1,200}\.(?:jpe?g|png|webp|gif))$", uploaded, name="uploaded")]
