"""The base of every view: who is asking, in which shop, how often, and whether they asked before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, ClassVar

from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from cvety.core import idempotency
from cvety.core.access import Access, Module
from cvety.core.errors import InvalidInput
from cvety.core.idempotency import StillRunning
from cvety.core.models import IdempotencyKey
from cvety.core.tenancy import shop_scope
from cvety.core.versions import Versioned, etag

from . import cors, limits
from .clients import client_address
from .conditional import NO_STORE, content_tag, has_already
from .fields import MAX_ID
from .renderers import dump


class _Replay(Exception):
    def __init__(self, record: IdempotencyKey) -> None:
        self.record = record


class ApiView(APIView):
    """Reads the input, makes one domain call, writes the answer; all else is done here.

    After sign-in the rest of the request sees the rows of the person's shop only.
    """

    module: ClassVar[Module | None] = None
    needs: ClassVar[dict[str, Access]] = {}  # by method; reading needs READ and the rest WRITE unless told here
    is_public: ClassVar[bool] = False
    for_anyone_signed_in: ClassVar[bool] = False
    names_rows: ClassVar[bool] = False  # in its body or its query: one that is unknown is a 404
    creation_limits: ClassVar[Sequence[limits.Limit]] = ()  # counted for POST, and not for a replay
    keeps_answers: ClassVar[bool] = True  # for Idempotency-Key; not where the answer is a secret
    cache_control: ClassVar[str] = NO_STORE  # of a GET that succeeded; what may be kept has a tag of its content

    # The work done under a key becomes true together with its kept answer: docs/adr/0007-idempotency.md.
    # Not where files are written, because that takes long and knows no rolling back.
    keeps_answer_with_work: ClassVar[bool] = True

    _record: IdempotencyKey | None = None
    _is_kept = False

    @property
    def member(self) -> Any:
        """Who signed in: a membership, or a token of the shop where those are let in (the kernel knows no app)."""
        return self.request.auth

    @property
    def shop(self) -> Any:
        """The shop of the request: it comes from the credential, never from the body."""
        return self.member.shop

    @property
    def named_shop(self) -> Any:
        """The shop that a request without a sign-in is about; None where it names none that there is."""
        return None

    @property
    def _concerned_shop(self) -> Any:
        return self.shop if self.request.auth is not None else self.named_shop

    @property
    def zone(self) -> Any:
        """The clock that times without an offset are told by."""
        return self.shop.zone if self.request.auth is not None else None

    @property
    def actor(self) -> Any:
        return self.member.as_actor()

    @property
    def expected_version(self) -> str | None:
        """The version that an edit was made from, where the client says so."""
        return self.request.headers.get("If-Match")

    def read(self, serializer: type[Serializer[Any]], **options: Any) -> dict[str, Any]:
        """Return the body's validated values. Raises ValidationError, InvalidInput."""
        if self.request.data is None:  # the framework has an English sentence for it and no other
            raise InvalidInput(((), _("Ожидается объект JSON")))
        form = serializer(data=self.request.data, context={"zone": self.zone}, **options)
        form.is_valid(raise_exception=True)
        values: dict[str, Any] = form.validated_data
        return values

    def answer(self, data: Any, *, row: Versioned | None = None, status: int = 200) -> Response:
        """Return the answer, with the row's version as its ETag.

        The tag is for edits (If-Match), not for caches: answers hold figures that change without the row.
        """
        response = Response(data, status=status)
        if row is not None:
            response.headers["ETag"] = etag(row)
        return response

    def get_authenticators(self) -> list[BaseAuthentication]:
        # Where nobody need sign in, a stale token is no obstacle.
        return [] if self.is_public else super().get_authenticators()

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with ExitStack() as self._stack:
                response = super().dispatch(request, *args, **kwargs)
            if self._is_kept:  # and committed, for the stack is closed
                self._record = None
            return response
        finally:
            if self._record is not None:
                idempotency.let_go(self._record)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self._usages: list[limits.Usage] = []
        super().initial(request, *args, **kwargs)
        if request.auth is not None:
            self._stack.enter_context(shop_scope(self.member.shop_id))
        if any(isinstance(value, int) and value > MAX_ID for value in kwargs.values()):
            raise Http404  # not every look-up would bear it
        key = request.headers.get("Idempotency-Key")
        if request.method == "POST" and self.keeps_answers and key is not None:
            self._begin_once(key)
        if request.method == "POST":
            for limit in self.creation_limits:
                self.count(limit)

    def perform_authentication(self, request: Request) -> None:
        try:
            super().perform_authentication(request)
            if request.auth is not None:
                cors.keep_to(request._request, self.shop.allowed_origins)
        finally:  # trying out tokens is counted as well
            self.count(limits.GENERAL)

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> Any:
        if request.auth is None:
            raise NotAuthenticated
        super().permission_denied(request, message, code)

    def count(self, limit: limits.Limit, client: str | None = None) -> None:
        """Count this request against a limit. Raises LimitExceeded."""
        shop = self._concerned_shop
        if client is None:
            asking = self.member.counted_as if self.request.auth is not None else client_address(self.request)
            client = f"{_id(shop)}:{asking}"
        if usage := limits.hit(limit, client, shop_factor=shop.rate_limit_factor if shop is not None else 1):
            self._usages.append(usage)

    def _begin_once(self, key: str) -> None:
        # An empty one is a client that lost its key: taken for no key, its repeats would be done twice.
        if not key.strip() or len(key) > 255 or not key.isprintable():
            raise InvalidInput((("Idempotency-Key",), _("От 1 до 255 печатных знаков")), where="header")
        request = self.request
        record = idempotency.begin(
            shop_id=_id(self._concerned_shop),
            method=request.method or "",
            path=request.path_info.rstrip("/")[:255],
            key=key,
            fingerprint=_fingerprint(request),
        )
        if record.status_code is not None:
            raise _Replay(record)
        self._record = record
        if self.keeps_answer_with_work:
            self._stack.enter_context(transaction.atomic())

    def _keep(self, record: IdempotencyKey, response: Response) -> Response:
        """Keep an answer that succeeded, or else undo whatever was done under the key."""
        if response.status_code < 300:
            body = dump(response.data) if response.data is not None else b""
            try:
                version = response.headers.get("ETag", "")
                idempotency.finish(record, status_code=response.status_code, body=body, etag=version)
            except StillRunning as error:  # by now somebody else is at it
                response = self.handle_exception(error)
            else:
                self._is_kept = True
                return response
        if self.keeps_answer_with_work:
            transaction.set_rollback(True)
        return response

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replay):
            record = exc.record
            headers = {"Idempotency-Replayed": "true"} | ({"ETag": record.etag} if record.etag else {})
            return Response(bytes(record.body or b""), status=record.status_code, headers=headers)
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        if self._record is not None:
            response = self._keep(self._record, response)
        response = super().finalize_response(request, response, *args, **kwargs)
        usages = getattr(self, "_usages", [])
        if usages and response.status_code != 429:  # which tells of the limit that was reached
            tightest = min(usages, key=lambda usage: usage.remaining)
            for name, value in tightest.headers().items():
                response.headers[name] = value
        self._tell_caches(request, response)
        return response

    def _tell_caches(self, request: Request, response: Response) -> None:
        """Say how long the answer may be kept, and send nothing to a client that has it already."""
        may_be_kept = request.method in ("GET", "HEAD") and response.status_code == 200
        response.headers["Cache-Control"] = self.cache_control if may_be_kept else NO_STORE
        if not may_be_kept or self.cache_control == NO_STORE:
            return
        response.data = dump(response.data)
        response.headers["ETag"] = content_tag(response.data)
        if has_already(request.headers.get("If-None-Match"), response.headers["ETag"]):
            response.headers["Content-Length"] = str(len(response.data))  # of what it has; without a body, not nothing
            response.data, response.status_code = None, 304


def _id(shop: Any) -> int:
    return shop.pk if shop is not None else 0


def _fingerprint(request: Request) -> str:
    """Return a hash of what was asked: the parsed JSON, or the form's fields and files."""
    digest = hashlib.sha256()
    data: Any = request.data
    if files := getattr(request, "FILES", None):
        for name in sorted(files):
            for upload in files.getlist(name):
                digest.update(name.encode())
                for chunk in upload.chunks():
                    digest.update(chunk)
                upload.seek(0)
        data = {name: data.getlist(name) for name in data if name not in files}
    digest.update(repr(_sorted(data)).encode())
    return digest.hexdigest()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((str(key), _sorted(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return [_sorted(inner) for inner in value]
    return value
