"""The only writer of offices."""

import re
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from onward.access import events, problems
from onward.access.models import Office
from onward.kernel.actions import Act, action
from onward.kernel.called import OTHER_NAMES
from onward.kernel.definitions.values import countries_near, is_country
from onward.kernel.problems import Invalid
from onward.kernel.text import clean

CODE = re.compile(r"[a-z]{2,8}")
COUNTRY = re.compile(r"[A-Z]{2}")
NO_CODE = _(
    "A code is two to eight small letters: be, iq. "
    "It stays, and the files of programmes name the office by it."
)
NO_COUNTRY = _("A country is two capital letters: BE, IQ.")
NOWHERE = _("“%(given)s” is the code of no country.")
NEAREST = _("The nearest are: %(codes)s")
NO_KIND = _("Choose what the office does.")
NO_NAME = _("Write the name by which people know this office.")


@dataclass(frozen=True)
class Reached:
    """What an office is called and how it is reached: what a family on a journey is told.

    Attributes:
        name: as the office writes itself; at most 120 characters.
        phone: a number that is answered, with its country; at most 40 characters, may be empty.
        address: in one line; at most 200 characters, may be empty.
        name_en, name_fr, name_nl: what it is called in a language where that is not `name`.
    """

    name: str
    phone: str = ""
    address: str = ""
    name_en: str = ""
    name_fr: str = ""
    name_nl: str = ""


@action("users.manage")
def make_office(
    act: Act, code: str, kind: str, country: str, reached: Reached, *, once: UUID | None = None
) -> Office:
    """Add an office. Its code, its kind and its country stay: references and figures say them.

    Raises:
        OfficeCodeTaken, Invalid: see `problems`.
    """
    act.once(once)
    for field, fits, words in (
        ("code", CODE.fullmatch(code), NO_CODE),
        ("kind", kind in Office.Kind.values, NO_KIND),
        ("country", COUNTRY.fullmatch(country), NO_COUNTRY),
    ):
        if not fits:
            raise Invalid(field, message=words)
    _check_country(country)
    fine = _checked(reached)
    try:
        with transaction.atomic():
            office = Office.objects.create(code=code, kind=kind, country=country, **asdict(fine))
    except IntegrityError as clash:
        raise problems.OfficeCodeTaken("code") from clash
    act.record(events.OfficeMade(kind=kind, country=country), office=code, about=office)
    return office


@action("users.manage")
def change_office(act: Act, office: Office, reached: Reached) -> Office:
    """Change what an office is called, or how it is reached.

    Raises:
        Invalid: the name is empty, or something is too long.
    """
    held, fine = act.lock(office), _checked(reached)
    wanted = asdict(fine)
    for column, value in wanted.items():
        setattr(held, column, value)
    act.save(held, *wanted)
    act.record(events.OfficeChanged(), office=held.code, about=held)
    return held


def _check_country(code: str) -> None:
    """Refuse two letters that stand for no country: figures and the family's sheet name it."""
    if not is_country(code):
        near = ", ".join(countries_near(code))
        words = [NOWHERE % {"given": code}, *([NEAREST % {"codes": f"{near}."}] if near else [])]
        raise Invalid("country", message=" ".join(str(one) for one in words))


def _checked(reached: Reached) -> Reached:
    name = clean(reached.name, 120, field="name")
    if not name:
        raise Invalid("name", message=NO_NAME)
    return Reached(
        name,
        clean(reached.phone, 40, field="phone"),
        clean(reached.address, 200, field="address"),
        **{column: clean(getattr(reached, column), 160, field=column) for column in OTHER_NAMES},
    )
