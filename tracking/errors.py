"""What can go wrong on the buyer's side."""

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import Conflict, DomainError, NotFound


class OrderNotTracked(NotFound):
    message = _("Заказ с указанным номером отслеживания не найден")


class FeedbackGiven(Conflict):
    """One order, one feedback, for good."""

    code = "feedback_given"
    message = _("Вы уже оставили отзыв. Спасибо!")


class FeedbackNotOpen(DomainError):
    """There is no bouquet yet that one could speak of, or there will be none."""

    code = "feedback_not_open"
    message = _("Отзыв можно оставить, когда букет будет собран")
