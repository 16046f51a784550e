"""What happens to organisations."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, Codes, EventType


class OrganisationAdded(EventType, type="partners.added"):
    """An organisation entered the directory."""

    wording = _("Entered the directory")

    kind: Code
    country: Code
    services: Codes = ()


class OrganisationChanged(EventType, type="partners.changed"):
    """The particulars of an organisation changed."""

    wording = _("Particulars changed")

    fields: Codes
    services: Codes = ()


class RotaSet(EventType, type="partners.rota_set"):
    """Somebody was put on, or taken off, the rota of a desk."""

    wording = _("Rota of a desk changed")

    on: date
    part: Code
    removed: bool = False
