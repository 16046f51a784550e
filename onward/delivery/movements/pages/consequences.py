"""What a correction does to figures, in words: before it is sent where a year changes, and always after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onward.casework.cases.actions.taking_back import lines_of
from onward.casework.cases.models import Case
from onward.casework.programmes import queries as programmes
from onward.delivery.movements import queries
from onward.delivery.movements.events import Arrived, Departed, DidNotDepart, EntryRefused
from onward.delivery.movements.models import Passenger
from onward.delivery.movements.rules import far_off
from onward.kernel.models import Event
from onward.kernel.text import day_in_words
from onward.reference.countries import said_country


@dataclass(frozen=True)
class Consequence:
    """What figures make of a correction.

    Attributes:
        after: in words, once it is done; `before`, in words, what it would do.
        asked_first: whether it is shown before anything is done: a year that was told of has another number.
    """

    after: str
    before: str = ""
    asked_first: bool = False


def may_move_figures(event: Event, told: Mapping[str, Event]) -> bool:
    """Say whether a correction of an event can change a figure: they count departures without a refusal."""
    if event.type == EntryRefused.type:
        return Departed.type in told
    return event.type == Departed.type and EntryRefused.type not in told


def consequence(
    event: Event, told: Mapping[str, Event], right: date | None, returns: int = 1
) -> Consequence | None:
    """Return what figures make of a correction; None where they make nothing of it.

    Args:
        event: what was recorded wrongly.
        told: what stands of the passenger's journey, by type.
        right: the right day; None where it did not happen.
        returns: of how many persons the same is corrected at once.
    """
    if not may_move_figures(event, told):
        return None
    if event.type == EntryRefused.type:
        words = ngettext(
            "This return counts in the figures of %(year)s.",
            "These returns count in the figures of %(year)s.",
            returns,
        )
        return None if right else Consequence(words % {"year": told[Departed.type].occurred_on.year})
    was = event.occurred_on
    if right is None:
        words = ngettext(
            "This return counts no more in the figures of %(year)s.",
            "These returns count no more in the figures of %(year)s.",
            returns,
        )
        return Consequence(words % {"year": was.year})
    if (right.year, right.month) == (was.year, was.month):
        words = ngettext(
            "In the figures this return counts on %(day)s now, by the age of that day.",
            "In the figures these returns count on %(day)s now, by the age of that day.",
            returns,
        )
        return Consequence(words % {"day": day_in_words(right, "j F Y")})
    return _moved(was, right, returns)


def _moved(was: date, right: date, returns: int) -> Consequence:
    """Return what is said of returns that move to another month, or to another year, which is asked first."""
    other_year = right.year != was.year
    names = (str(one.year) if other_year else day_in_words(one, "F Y") for one in (was, right))
    said = dict(zip(("was", "now"), names, strict=True))
    moved = ngettext(
        "This return moved from %(was)s to %(now)s in the figures.",
        "These returns moved from %(was)s to %(now)s in the figures.",
        returns,
    )
    moves = ngettext(
        "This return moves from %(was)s to %(now)s in the figures.",
        "These returns move from %(was)s to %(now)s in the figures.",
        returns,
    )
    return Consequence(after=moved % said, before=moves % said, asked_first=other_year)


def counts_for(event: Event, told: Mapping[str, Event], country: str, returns: int = 1) -> str:
    """Return, in words, what figures make of the right country of a departure; empty where it does not count.

    Args:
        event: the departure as it was told before.
        told: what stands of the passenger's journey, by type.
        country: the right one, by its code.
        returns: of how many persons it is corrected at once.
    """
    if not may_move_figures(event, told):
        return ""
    words = ngettext(
        "In the figures of %(year)s this return counts for another country: %(country)s (before: %(was)s).",
        "In the figures of %(year)s these returns count for another country: %(country)s (before: %(was)s).",
        returns,
    )
    was = said_country(event.payload["destination"])
    return words % {"year": event.occurred_on.year, "country": said_country(country), "was": was}


def beside(told: Mapping[str, Event], type: str, booked_for: date) -> dict[str, date]:
    """Return the days of a journey that lie near the day of one of its outcomes, as a rule.

    Args:
        told: what stands of a passenger's journey, by type.
        type: of the event that says what happened.
        booked_for: the day that was booked.
    """
    after = told.get(Arrived.type) or told.get(EntryRefused.type)
    if type == DidNotDepart.type:
        return {"booked": booked_for}
    if type == Departed.type:
        return {"booked": booked_for} | ({"ended": after.occurred_on} if after else {})
    return {"left": told[Departed.type].occurred_on} if Departed.type in told else {}


def unlikely(day: date, others: Mapping[str, date]) -> str:
    """Return, in words, that a day lies implausibly far from one that goes with it, or nothing."""
    found = far_off(day, others, settings.ONWARD_UNLIKELY_DAYS)
    if found is None:
        return ""
    what, other = found
    gap = abs((other - day).days)
    said = {"day": day_in_words(day, "j F Y"), "other": day_in_words(other, "j F Y"), "days": _days(gap)}
    words = {
        "booked": _("%(day)s lies %(days)s from the day for which the journey was booked (%(other)s)."),
        "ended": _("%(day)s lies %(days)s from the day on which the journey ended (%(other)s)."),
        "left": _("%(day)s lies %(days)s from the day of the departure (%(other)s)."),
    }
    return words[what] % said


def unlikely_opening(day: date, case: Case) -> str:
    """Return, in words, that a case was hardly opened on a day; nothing where it may well have been.

    It lies implausibly far from the nearest of the days that go with an opening, or before the referral.
    """
    others = queries.beside_opening(case)
    what, other = min(others.items(), key=lambda one: abs(one[1] - day), default=("", day))
    said = {"day": day_in_words(day, "j F Y"), "other": day_in_words(other, "j F Y")}
    gap = abs((other - day).days)
    if gap > settings.ONWARD_UNLIKELY_DAYS:
        words = {
            "referred": _("%(day)s lies %(days)s from the day on which the referral was sent (%(other)s)."),
            "held": _("%(day)s lies %(days)s from the day of the first session (%(other)s)."),
            "departed": _("%(day)s lies %(days)s from the day of the first departure (%(other)s)."),
            "happened": _("%(day)s lies %(days)s from the first day on record of the case (%(other)s)."),
        }
        return words[what] % {**said, "days": _days(gap)}
    referred = others.get("referred", day)
    if day < referred:
        words_before = _("%(day)s lies before the day on which the referral was sent (%(other)s).")
        return words_before % {**said, "other": day_in_words(referred, "j F Y")}
    return ""


def _days(gap: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", gap) % {"n": gap}


def taken_along(case: Case, passengers: Sequence[Passenger], event: Event) -> list[str]:
    """Return the stages beyond the arrival that some have reached: taken back where the arrival is."""
    if event.type != Arrived.type:
        return []
    programme = programmes.remembered(case.version_of_programme_id).definition
    codes, arrival = programme.stage_codes(), programme.at("arrival")
    reached = max(codes.index(one.traveller.stage) for one in passengers)
    beyond = codes[codes.index(arrival) + 1 : reached + 1] if arrival else ()
    lines = lines_of(case, [one.traveller for one in passengers]) if beyond else {}
    taken = {step.payload["stage"] for steps in lines.values() for step in steps}
    return [str(programme.stage(code).name) for code in beyond if code in taken]
