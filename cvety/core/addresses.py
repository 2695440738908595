"""An address: the line that people wrote, and its parts where they are known."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressParts(models.Model):
    """Columns of an address; every part may be unknown, the line is what was said."""

    address = models.CharField(_("адрес"), max_length=500, blank=True)
    city = models.CharField(_("город"), max_length=100, null=True, blank=True)
    street = models.CharField(_("улица"), max_length=200, null=True, blank=True)
    house = models.CharField(_("дом"), max_length=32, null=True, blank=True)
    flat = models.CharField(_("квартира"), max_length=32, null=True, blank=True)
    entrance = models.CharField(_("подъезд"), max_length=32, null=True, blank=True)
    floor = models.CharField(_("этаж"), max_length=32, null=True, blank=True)
    door_code = models.CharField(_("код двери"), max_length=32, null=True, blank=True)
    latitude = models.DecimalField(_("широта"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("долгота"), max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def line_names_flat(self) -> bool:
        """Whether the line says the flat as well, so that nobody has to read it twice."""
        if not self.flat:
            return False
        said = rf"\b(?:кв|квартира|пәтер)\b[.\s№]*{re.escape(self.flat)}(?!\w)|{re.escape(self.flat)}[-\s]*пәтер"
        return re.search(said, self.address, re.IGNORECASE) is not None
