"""The gate of every endpoint: what it needs of which module, against what the signed-in person may."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from cvety.core.access import Access

_RANK = {Access.NONE: 0, Access.OWN: 1, Access.READ: 2, Access.WRITE: 3}


def allows(has: Access, needs: Access) -> bool:
    """Return whether this much access is enough."""
    return _RANK[has] >= _RANK[needs]


def needed(view: Any, method: str) -> Access:
    """Return how much access to its module a view needs for a method."""
    access: Access = view.needs.get(method, Access.READ if method in SAFE_METHODS else Access.WRITE)
    return access


class ModulePermission(BasePermission):
    """Fails closed: without a sign-in nothing but views marked public, without a module nobody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if view.is_public:
            return True
        member: Any = request.auth  # a membership; the kernel knows no app
        if member is None:
            return False
        if view.module is None:
            return bool(view.for_anyone_signed_in)
        return allows(member.access(view.module), needed(view, request.method or ""))
