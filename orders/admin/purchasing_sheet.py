"""The purchase list as a sheet for Excel."""

from __future__ import annotations

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from orders.purchasing import PurchaseList

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (24, 32, 10, 10, 10, 8, 14, 14, 10, 12)


def write_sheet(purchase: PurchaseList, *, sees_cost: bool) -> bytes:
    """Return a workbook of one sheet, a row for each item and a last one of sums; figures are figures, no formulas."""
    book = Workbook()
    sheet = book.create_sheet(_("Закупка"), 0)
    del book[book.sheetnames[1]]
    money = [_("Цена, ₸"), _("Сумма, ₸")] if sees_cost else []
    head = [_("Поставщик"), _("Позиция"), _("Пачек"), _("В пачке"), _("Купить"), _("Единица")]
    sheet.append([*head, _("Нужно"), _("Из остатка"), *money])
    for supplier in purchase.suppliers:
        for line in supplier.lines:
            sheet.append(
                [
                    *(safe(text) for text in (supplier.name or _("Поставщик не указан"), str(line.item))),
                    *(line.bunches, line.bunch_size, line.quantity, safe(line.item.unit), line.needed, line.from_stock),
                    *((line.cost_per_stem, line.cost) if sees_cost else ()),
                ]
            )
    if sees_cost:
        sheet.append([_("Итого"), *[None] * (len(head) + 2), purchase.cost])
    for row in (1, sheet.max_row) if sees_cost else (1,):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, whoever wrote the name."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
