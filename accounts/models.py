"""Accounts, memberships, codes and refresh tokens. Codes and tokens are kept as hashes only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from cvety.core.access import Access, Module
from cvety.core.actors import Actor, ActorKind, AuthoredModel
from cvety.core.phones import PhoneField, normalize, readable
from cvety.core.tenancy import shop_objects
from shops.models import Shop

from .positions import ACCESS, MANAGERS, OPEN_TO_PROGRAMS, SEES_CONTACTS, SEES_MONEY, Position


class UserManager(BaseUserManager["User"]):
    """Makes accounts by phone."""

    def create_user(self, phone: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(phone=normalize(phone), **fields)
        user.set_password(password)  # None makes a password that matches nothing
        user.save()
        return user

    def create_superuser(self, phone: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(phone, password, is_superuser=True, **fields)


class User(AbstractBaseUser):
    """A person: one account per phone, whatever shops they work in.

    What a person may do is decided by a membership's position, never by Django's own permissions; a
    superuser looks after the installation and chooses a shop to work in.
    """

    phone = PhoneField(_("телефон"), unique=True)
    name = models.CharField(_("имя"), max_length=255, blank=True)
    language = models.CharField(_("язык"), max_length=2, blank=True)
    last_shop = models.ForeignKey(Shop, models.SET_NULL, null=True, blank=True, related_name="+")
    is_superuser = models.BooleanField(_("администратор системы"), default=False)
    is_active = models.BooleanField(_("активен"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("учётная запись")
        verbose_name_plural = _("учётные записи")

    def __str__(self) -> str:
        return self.name or self.phone

    def get_full_name(self) -> str:
        """What the admin calls the person who is signed in."""
        return self.name or readable(self.phone)

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def is_staff(self) -> bool:
        """What Django asks of admin users; our admin site asks the membership instead."""
        return self.is_superuser

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_superuser


class StaffQuerySet(models.QuerySet["StaffMember"]):
    """Reads memberships."""

    def present(self) -> StaffQuerySet:
        return self.filter(archived_at=None)

    def active(self) -> StaffQuerySet:
        """Those who may come in: switched on, like their account and their shop."""
        return self.present().filter(is_active=True, user__is_active=True, shop__is_active=True)


class StaffMember(models.Model):
    """A person's place in a shop: a colleague's id everywhere is the id of this row."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="staff", verbose_name=_("магазин"))
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("учётная запись"))
    name = models.CharField(_("имя"), max_length=255)
    phone = PhoneField(_("телефон"))
    position = models.CharField(_("должность"), max_length=16, choices=Position.choices)
    is_active = models.BooleanField(_("работает"), default=True)
    joined_at = models.DateTimeField(_("в команде с"), auto_now_add=True)
    avatar = models.CharField(_("портрет"), max_length=500, null=True, blank=True)
    archived_at = models.DateTimeField(_("удалён"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = shop_objects(StaffQuerySet)

    class Meta:
        verbose_name = _("сотрудник")
        verbose_name_plural = _("сотрудники")
        constraints = [models.UniqueConstraint(fields=["shop", "user"], name="one_membership_per_shop")]

    def __str__(self) -> str:
        return self.name

    def access(self, module: Module) -> Access:
        """Return how much of a module this person's position may do."""
        return ACCESS[Position(self.position)][module]

    @property
    def counted_as(self) -> str:
        """Whose requests count together against the limits, within the shop: a new token begins no new count."""
        return str(self.user_id)

    @property
    def is_manager(self) -> bool:
        return self.position in MANAGERS

    @property
    def sees_money(self) -> bool:
        return self.position in SEES_MONEY

    @property
    def sees_contacts(self) -> bool:
        return self.position in SEES_CONTACTS

    @property
    def makes_bouquets(self) -> bool:
        """Whether tasks may be given to this person."""
        return self.access(Module.PRODUCTION) == Access.WRITE

    @property
    def carries_orders(self) -> bool:
        """Whether this person may take orders out."""
        return self.access(Module.ORDERS) in (Access.OWN, Access.WRITE)

    def as_actor(self) -> Actor:
        """Return this person as the author of a change."""
        return Actor(ActorKind.PERSON, self.name, self.pk)


class OneTimeCode(models.Model):
    """A sign-in code that was sent: six digits, hashed, single use, five tries, five minutes."""

    phone = PhoneField(db_index=True)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code #{self.pk}"


class RefreshToken(models.Model):
    """A refresh token that was given out: used once, then replaced by the next of its family.

    A used one that comes back was stolen from somebody, so the whole family ends.
    """

    jti_hash = models.CharField(max_length=64, unique=True)
    family = models.UUIDField(db_index=True)
    member = models.ForeignKey(StaffMember, models.CASCADE, related_name="refresh_tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"refresh token #{self.pk}"


class ShopToken(AuthoredModel):
    """What a program of the shop's own opens API v2 with; only a hash of it is kept.

    It stands for an integration, not for a person: it reads and, unless made for reading only, writes what
    programs are made for. It lives until it is revoked.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    name = models.CharField(_("для чего"), max_length=100)
    prefix = models.CharField(_("начало токена"), max_length=16, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256, in hex")
    is_read_only = models.BooleanField(_("только чтение"), default=False)
    created_at = models.DateTimeField(_("создан"), editable=False)
    last_used_at = models.DateTimeField(
        _("последний запрос"), null=True, blank=True, editable=False, help_text=_("С точностью до минуты")
    )
    revoked_at = models.DateTimeField(_("отозван"), null=True, blank=True, editable=False)

    objects = shop_objects()

    class Meta:
        verbose_name = _("токен доступа")
        verbose_name_plural = _("токены доступа")

    def __str__(self) -> str:
        return self.name

    def access(self, module: Module) -> Access:
        """Return how much of a module a program with this token may do."""
        if module not in OPEN_TO_PROGRAMS:
            return Access.NONE
        return Access.READ if self.is_read_only else Access.WRITE

    @property
    def counted_as(self) -> str:
        """Whose requests count together against the limits, within the shop."""
        return f"token-{self.pk}"

    def as_actor(self) -> Actor:
        """Return this token as the author of a change."""
        return Actor(ActorKind.INTEGRATION, self.name)
