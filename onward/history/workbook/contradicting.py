"""Cells of one row that cannot all be true, by what the definitions say of their values."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.casework.cases.rules import certainly_adult
from onward.casework.programmes.vocabulary import ADULT, age
from onward.delivery.movements.rules import CHILD, VULNERABILITIES
from onward.records.people.rules import Born
from onward.reference.choices import label, restricted_once, restricting
from onward.reference.countries import country_name


class Noting(Protocol):
    """Where what is wrong with a cell is noted."""

    def fault(self, column: str, words: str) -> None:
        """Note what is wrong with a cell."""


def contradictions(row: Noting, made: Mapping[str, Any]) -> None:
    """Note which cells of a person's row contradict others: where they went, and whether a child was alone.

    Which vulnerabilities say that a child is alone, or was, their list in `choices.yaml` tells.
    """
    place = made["destination"]
    if place and place == made["departure_country"]:
        words = _("They left from %(country)s: nobody returns to the country that they leave.")
        row.fault("destination", words % {"country": country_name(place, get_language() or "en")})
    alone = [one for one, mark in restricting(VULNERABILITIES).items() if mark == CHILD]
    once = [one for one, mark in restricted_once(VULNERABILITIES).items() if mark == CHILD]
    given = made["vulnerabilities"]
    now, before = [one for one in given if one in alone], [one for one in given if one in once]
    if now and made["accompanied"]:
        words = _("The vulnerabilities say “%(alone)s”. A child has a parent or guardian along, or is alone.")
        row.fault("accompanied", words % {"alone": _called(now)})
    if made["departed_on"]:
        _by_age(row, made["born"], made["departed_on"], now, before, once)


def _by_age(
    row: Noting, born: Born, left: date, now: list[str], before: list[str], once: Iterable[str]
) -> None:
    """Note who is called a child and was of age when they left, and the other way round."""
    if now and certainly_adult(born.latest, left):
        words = _(
            "“%(alone)s”, and of age on the day of departure. Who came of age before then is: %(once)s."
        )
        row.fault("vulnerabilities", words % {"alone": _called(now), "once": ", ".join(once)})
    if before and born.earliest and age(born.earliest, left) < ADULT:
        words = _("“%(once)s”, and not yet of age on the day of departure.")
        row.fault("vulnerabilities", words % {"once": _called(before)})


def _called(codes: Iterable[str]) -> str:
    return ", ".join(str(label(VULNERABILITIES, one)) for one in codes)
