"""A phone with no linked chat: its owner is told how to link one, and the code goes nowhere."""

from django.utils.translation import gettext_lazy as _

from accounts.codes import Delivery

BOT_LINK = "https://t.me/cvety_kz_bot"


def send_code(*, phone: str, code: str) -> Delivery:
    """Answer with the bot's link and what to do with it."""
    return Delivery(
        "need_registration",
        _("Чтобы получать коды, привяжите телефон к боту в Telegram"),
        {
            "bot_link": BOT_LINK,
            "instructions": [
                _("Откройте бота по ссылке и нажмите «Начать»"),
                _("Отправьте боту свой номер кнопкой «Поделиться контактом»"),
                _("Вернитесь сюда и запросите код ещё раз"),
            ],
        },
    )
