"""What can go wrong at the door, and among colleagues."""

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import DomainError, NotAllowed, NotSignedIn


class InvalidToken(NotSignedIn):
    """The token is forged, expired, used already, or whom it names may no longer come in."""

    code = "invalid_token"
    message = _("Токен недействителен или истёк. Войдите заново")


class WrongCode(DomainError):
    """The one-time code is wrong, expired, used already, or out of tries: never told which."""

    code = "wrong_code"
    message = _("Неверный или истекший OTP код")


class NoMembership(NotAllowed):
    """The person has an account, but works in no shop now, or not in the one that was named."""

    code = "no_membership"
    message = _("У вас нет доступа к этому магазину")


class AlreadyColleague(DomainError):
    """The phone belongs to somebody of this team."""

    code = "already_colleague"
    message = _("Сотрудник с этим телефоном уже есть в команде")


class LastOwner(DomainError):
    """A shop without an owner would be nobody's."""

    code = "last_owner"
    message = _("В магазине должен остаться хотя бы один действующий владелец")


class OwnersOnly(NotAllowed):
    """Owners are added, changed and removed by owners."""

    code = "owners_only"
    message = _("Добавлять и менять владельцев может только владелец")
