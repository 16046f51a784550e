"""The end of a vulnerability, told rightly: for another reason, on another day, or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases import choices, problems
from onward.casework.cases.actions.apart import on_their_way, where_they_travel
from onward.casework.cases.actions.locking import last_told, lock_traveller
from onward.casework.cases.actions.needs import Course, course_of, record_about, standing_beside, told_of
from onward.casework.cases.changes import end_in_words
from onward.casework.cases.events import VulnerabilityEnded, VulnerabilityFound
from onward.casework.cases.hooks import tell
from onward.casework.cases.models import Traveller, Vulnerability
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, what_differs
from onward.kernel.text import day_in_words

CORRECTIONS = "need-corrections"
"""The list of `choices.yaml` with why the end of a vulnerability was told wrongly."""
ENDS = "vulnerability-end-reasons"
ENDED_BEFORE_FOUND = _("This day lies before the day on which it was found.")
SAME_END = _("That is what stands.")
FOUND_ANEW = _("It was found anew on %(found)s (%(severity)s): it ended on that day or before.")
FOUND_LATER = _(
    "It is on record as found on %(found)s (%(severity)s), later than this: take that back first, record "
    "this one with its end, and then that one again."
)
NOT_ENDED_YET = _(
    "It had not ended yet: it was found on %(found)s (%(severity)s), and ended on %(ended)s. "
    "Of one category one stands at a time."
)
STANDS_SINCE = _(
    "It stands since %(found)s (%(severity)s), and has not ended. Of one category one stands at a time."
)


@dataclass(frozen=True)
class Ended:
    """A vulnerability that ended, held, and how it went by the log: None where it was never so.

    `traveller` is the person of whom it is where they travel by now: perhaps apart from where it ended.
    """

    row: Vulnerability
    traveller: Traveller
    course: Course | None

    @property
    def told(self) -> Event | None:
        """The event that tells of the end."""
        return self.course.ended if self.course else None

    @property
    def found(self) -> VulnerabilityFound:
        """What was found."""
        return VulnerabilityFound(category=self.row.category, severity=self.row.severity)


@action("cases.write")
def correct_vulnerability_end(
    act: Act,
    vulnerability: Vulnerability,
    ended_for: str,
    reason: str,
    *,
    ended_on: date | None = None,
    version: int | None = None,
    once: UUID | None = None,
) -> Vulnerability:
    """Tell rightly why, and since when, a category no longer applies.

    Figures count departures anew, each by its own day. What turns out to be `never_so` is taken back whole;
    what had been so taken back is told again as found on its day. Of somebody who went on apart since, it is
    done in the case where they travel by now.

    Args:
        act: the action under way.
        vulnerability: one that ended.
        ended_for: the right reason of its end.
        reason: why it was told wrongly, of `need-corrections`.
        ended_on: since when; not asked of what was never so.
        version: place in the log of what the actor has seen last of vulnerabilities in the case; what was
            told of others since, also of the same traveller, stands in the way of nothing.
        once: the token of the form.

    Raises:
        Invalid: that is what stands, or the day lies before the one on which it was found, or after the one
            on which the same was found anew.
        CaseIsClosed: nothing can be changed in the case any more.
        WentOnApart: they go on in a case that the actor does not see.
        ChangedMeanwhile: a colleague was quicker.
    """
    act.once(once)
    ended = _hold(act, vulnerability, version)
    row, told = ended.row, ended.told
    choices.check("reason", reason, choices.listed(CORRECTIONS))
    stands = told.payload.get("reason") if told else None
    if ended_for != stands:
        choices.check("ended_for", ended_for, choices.listed(ENDS))
    never = ended_for in choices.never_so(ENDS)
    day = row.found_on if never else day_of(act, "ended_on", ended_on)
    if day < row.found_on:
        raise Invalid("ended_on", message=ENDED_BEFORE_FOUND)
    if not never:
        check_stands_alone(act, row, "ended_on", day, traveller=ended.traveller)
    if never if told is None else (stands, told.occurred_on) == (ended_for, day):
        raise Invalid("ended_for", message=SAME_END)
    row.ended_on = day
    row.save(update_fields=["ended_on"])
    right = VulnerabilityEnded(category=row.category, reason=ended_for, corrected=reason)
    if told is None:
        record_about(act, ended.traveller, ended.found, row.found_on)
        record_about(act, ended.traveller, right, day)
    elif never:
        act.retract(told, reason)
        if ended.course and ended.course.found:
            act.retract(ended.course.found, ended_for)
    else:
        act.correct(told, right, occurred_on=day)
    return row


@action("cases.write")
def take_back_vulnerability_end(
    act: Act,
    vulnerability: Vulnerability,
    reason: str,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> Vulnerability:
    """Say that a vulnerability did not end: it stands again, and its mark is put on the file once more.

    Raises:
        FoundAnew: the category was found anew since: of one category one stands at a time.
        As `correct_vulnerability_end`.
    """
    act.once(once)
    ended = _hold(act, vulnerability, version)
    row, traveller = ended.row, ended.traveller
    choices.check("reason", reason, choices.listed(CORRECTIONS))
    other = standing_beside(act.actor, traveller, row.category, row.found_on, but=row)
    if other is not None:
        raise problems.FoundAnew("ended", **_in_words(other))
    row.ended_on, row.traveller = None, traveller
    row.save(update_fields=["ended_on", "traveller"])
    if ended.told is None:
        record_about(act, traveller, ended.found, row.found_on)
    else:
        act.retract(ended.told, reason)
        tell(act, traveller, ended.found)
    return row


def check_stands_alone(
    act: Act, row: Vulnerability, field: str, until: date | None, *, traveller: Traveller
) -> None:
    """Refuse days on which another of the same category stood, so far as the actor sees what is on record.

    Args:
        act: the action under way.
        row: what was found, on its day; perhaps not on record yet.
        field: where it is said that the day is wrong.
        until: the day on which it ended; None where it stands.
        traveller: of whom it is, where they travel by now.

    Raises:
        Invalid: another stood then; it says on which days.
    """
    other = standing_beside(
        act.actor, traveller, row.category, row.found_on, until, but=row if row.pk else None
    )
    if other is None:
        return
    if other.found_on < row.found_on or (until is None and other.found_on == row.found_on):
        why = NOT_ENDED_YET if other.ended_on else STANDS_SINCE
    else:
        why = FOUND_ANEW if until else FOUND_LATER
    raise Invalid(field, message=why % _in_words(other))


def _in_words(one: Vulnerability) -> dict[str, str]:
    ended = day_in_words(one.ended_on, "j F Y") if one.ended_on else ""
    found = day_in_words(one.found_on, "j F Y")
    return {"found": found, "severity": str(one.get_severity_display()), "ended": ended}


def ended_before(user: User, travellers: Iterable[Traveller]) -> QuerySet[Vulnerability]:
    """Return the vulnerabilities that ended of some travellers in sight, each with its traveller.

    Also those that ended before they went on apart, where the reader sees the case in which they did.
    """
    whose = on_their_way(user, travellers)
    found = Vulnerability.objects.filter(traveller__in=whose).exclude(ended_on=None)
    return found.select_related("traveller__person", "traveller__case").order_by("found_on", "pk")


def _hold(act: Act, vulnerability: Vulnerability, version: int | None) -> Ended:
    """Return a vulnerability that ended, held after its traveller."""
    traveller = lock_traveller(act, where_they_travel(act, vulnerability.traveller))
    rows = Vulnerability.objects.select_for_update().filter(traveller__person=traveller.person_id)
    row = rows.filter(pk=vulnerability.pk).first()
    if row is None or row.ended_on is None:
        whose = [traveller.person.key]
        last = last_told(traveller.case, VulnerabilityFound, VulnerabilityEnded, about=whose)
        raise ChangedMeanwhile(now=last)
    keys = {traveller.case.key, *(traveller.case.came_from or ())}
    told = [one for one in told_of(traveller, row) if one.case_key in keys]
    last = max((one.position for one in told), default=0)
    if version is not None and last > version:
        before = [one for one in told if one.position <= version]
        raise ChangedMeanwhile(what_differs(_end_told_by(before), _end_told_by(told)), now=last)
    return Ended(row, traveller, course_of(traveller, row))


def _end_told_by(told: Sequence[Event]) -> dict[str, str]:
    """Return how a vulnerability ended by what was told of it, in words; without a day if it never was."""
    found = ended = None
    for event in told:
        now = None if event.retracts else event
        if event.type == VulnerabilityFound.type:
            found = now
        else:
            ended = now
    if not found or not ended:
        return end_in_words("" if found else next(iter(choices.never_so(ENDS)), ""), None)
    return end_in_words(ended.payload.get("reason") or "", ended.occurred_on)
