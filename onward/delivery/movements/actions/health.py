"""A doctor's word, shortly before travel."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.locking import lock_traveller
from onward.casework.cases.models import Traveller
from onward.delivery.movements import events
from onward.delivery.movements.models import FitnessCheck
from onward.kernel.actions import Act, action
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.days import IN_THE_FUTURE
from onward.kernel.problems import Invalid
from onward.kernel.text import clean, clean_note
from onward.reference.choices import SAY_WHAT, check

WHICH_CONDITIONS = _("Say under which conditions the traveller is fit.")


@action("movements.fitness")
def record_fitness(
    act: Act,
    traveller: Traveller,
    outcome: str,
    *,
    doctor: str,
    checked_at: datetime,
    conditions: str = "",
    review_on: date | None = None,
    once: UUID | None = None,
) -> FitnessCheck:
    """Record what a doctor said, at an exact moment: a certificate may hold for a number of hours."""
    traveller = lock_traveller(act, traveller)
    act.once(once)
    check("outcome", outcome, FitnessCheck.Outcome.values)
    if checked_at > act.at:
        raise Invalid("checked_at", message=IN_THE_FUTURE)
    who, under = clean(doctor, 160, field="doctor"), clean_note(conditions, "conditions")
    if not who:
        raise Invalid("doctor", message=SAY_WHAT)
    if outcome == FitnessCheck.Outcome.CONDITIONS and not under:
        raise Invalid("conditions", message=WHICH_CONDITIONS)
    case = traveller.case
    found = FitnessCheck.objects.create(
        case=case,
        person_key=traveller.person.key,
        checked_at=checked_at,
        outcome=outcome,
        conditions=under,
        review_on=review_on,
        doctor=who,
    )
    fact = events.FitnessChecked(check=found.key, outcome=outcome, checked_at=checked_at)
    on = checked_at.astimezone(OFFICE_ZONE).date()
    act.record(fact, office=case.office.code, case=case, person=traveller.person, occurred_on=on)
    return found
