"""Pure decisions of casework: which step may be taken, who signs, what is missing."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar, get_args
from uuid import UUID
from zlib import crc32

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import Restriction, User
from onward.casework.cases import problems
from onward.casework.cases.models import HandOver, Task, Traveller
from onward.casework.programmes.definition import Cash, Moment, Programme
from onward.casework.programmes.gates import RequirementVerdict, Verdict
from onward.casework.programmes.vocabulary import ADULT, age, describe
from onward.kernel.problems import Invalid
from onward.kernel.text import after_one_another, day_in_words
from onward.reference.airports import stops_at
from onward.reference.choices import NoSuchChoice, check, fits_where, label, listed
from onward.reference.countries import said_country

DEADLINE_BEFORE_ANSWER = _("The deadline for departure lies before the day of the answer.")
DECLINED_UNTIL_NO_DAY = _(
    "The answer is that it was declined: no departure is covered. Empty this day, or choose the other answer."
)
ANSWER_BEFORE_QUESTION = _("This day lies before the one on which the funder was asked.")
ANSWER_AFTER_NEXT_QUESTION = _("This day lies after the one on which the same was asked of the funder again.")
ANSWER_BEFORE_ANSWER = _("This day lies before that of the answer which it prolongs.")
NOT_LATER = _("This is not later than the deadline that stands. Correct the approval if that is wrong.")
PROLONGS_NOTHING = _(
    "This is not later than the deadline that the letter prolonged. If it prolonged nothing, take it back."
)
SAME_ANSWER = _("This is what stands already.")
A_LETTER_PROLONGS = _("What was recorded is that the funder prolonged its approval. Take that back instead.")
BEFORE_IT_WAS_OPENED = _("This day lies before the one on which the case was opened.")
BEFORE_THE_LAST_STEP = _("This day lies before a step of somebody in the case.")
BEFORE_THE_HOLD = _("This day lies before the hold.")
TOO_LONG_AGO = _(
    "This day lies more than %(years)s years back. A file as old as that is brought in with the history of"
    " the office."
)
LONGEST_OPEN = 20
"""Years: nobody waits longer for a journey, and a day before that was mistyped."""
SIGNED_BY_CHILD = _("A child does not sign: a parent or the guardian does.")
SIGNED_FOR_ADULT = _("An adult signs in person.")
ADULT_ALONE = _(
    "Who is of age by the birth date on record is not said to travel alone: that is asked of children."
)
KNOWN_AS_THEY_LEFT = _(
    "They have departed: what was known of that journey stays. Say yes or no where it was recorded wrongly."
)
SAY_YES_OR_NO = _(
    "They have departed, and it is not known who is with them. Say yes or no once it is: until then nothing"
    " has to be recorded."
)
SENT_BACK = "hand-over-returned"
"""The kind of task that tells a counsellor that a mission sent the file back."""
CLOSING = "closing-reasons"
"""The list of `choices.yaml` that the reasons for closing a case come from."""
CLOSE_AGAIN = "close-again"
"""The kind of task that a case leaves on its counsellor's desk which somebody opened again."""
CHILD_ALONE = "child-alone"
"""The kind of task about a child beside whom nobody of age is any more on a journey that has begun."""
NOW_ELSEWHERE = "destination-changed"
"""The kind of task that tells who counsels a household that somebody else changed its country of return."""
BY_THE_HOUSE = frozenset({SENT_BACK, CLOSE_AGAIN, NOW_ELSEWHERE, CHILD_ALONE})
"""Kinds of task that tell what happened: nobody sets them by hand."""


class OfACase(Protocol):
    """What the choice of the face asks of a traveller."""

    principal: bool
    left_case_on: date | None


T = TypeVar("T", bound=OfACase)


def face_of(travellers: Sequence[T]) -> T:
    """Return in whose name a reader reads a case, of the travellers whom they see (one at least).

    The principal applicant, or the first of the others: that it is not the principal is told nowhere, since
    every case has one and the reader would know of somebody hidden.
    """
    staying = [one for one in travellers if one.left_case_on is None]
    return next((one for one in staying if one.principal), (staying or travellers)[0])


def check_own_step(programme: Programme, stage: str, wanted: str, exit: str) -> None:
    """Refuse a step that the pathway does not have, or that a journey alone brings; as `check_step`."""
    if wanted in programme.stage_codes() and not exit and by_the_journey(programme, wanted):
        raise problems.ByTheJourney(stage=str(programme.stage(wanted).name))
    check_step(programme, stage, wanted, exit)


def check_step(programme: Programme, stage: str, wanted: str, exit: str, *, back: bool = False) -> None:
    """Refuse a step that the pathway does not have.

    Args:
        programme: as the case keeps it.
        stage: where the traveller stands.
        wanted: where they are to go.
        exit: the exit that they took, if any.
        back: whether this is a way back that an outcome of the journey asks for.
    """
    codes = programme.stage_codes()
    if wanted not in codes:
        raise NoSuchChoice("stage", value=wanted)
    if exit:
        raise problems.LeftThePathway()
    if back:
        return
    if codes.index(wanted) <= codes.index(stage):
        raise problems.AlreadyThere(stage=str(programme.stage(stage).name))
    if stage not in programme.entered_from(wanted):
        raise problems.NotThisStep(
            stage=str(programme.stage(stage).name), wanted=str(programme.stage(wanted).name)
        )


def by_the_journey(programme: Programme, stage: str) -> bool:
    """Say whether a booking, a departure or an arrival takes travellers to a stage, and nothing else does."""
    return stage in (programme.booking(), programme.at("departure"), programme.at("arrival"))


def check_exit(programme: Programme, stage: str, exit: str, taken: str) -> None:
    """Refuse an exit that is not one, cannot be taken from here, or was taken already."""
    if taken:
        raise problems.LeftThePathway()
    if exit not in {way.code for way in programme.exits_from(stage) if way.back_to is None}:
        raise NoSuchChoice("exit", value=exit)


def has_departed(programme: Programme, stage: str) -> bool:
    """Say whether the stage is that of departure or a later one."""
    departure = programme.at("departure")
    codes = programme.stage_codes()
    return departure is not None and codes.index(stage) >= codes.index(departure)


def has_arrived(programme: Programme, stage: str) -> bool:
    """Say whether the stage is that of arrival or a later one: of departure, where a pathway ends with that.

    Everybody has who is on a pathway without a journey.
    """
    arrival = programme.at("arrival") or programme.at("departure")
    codes = programme.stage_codes()
    return arrival is None or codes.index(stage) >= codes.index(arrival)


def still_to_depart(programme: Programme, stage: str) -> bool:
    """Say whether a departure lies ahead of somebody at this stage."""
    return programme.at("departure") is not None and not has_departed(programme, stage)


def company_not_known(programme: Programme, one: Traveller, on: date) -> bool:
    """Say whether a child left, and nobody knows who is with it.

    Going by what is on record. A child is who is not of age for certain on the day. That it left the pathway
    since, as one with whom contact was lost, say, answers nothing.
    """
    return (
        one.accompanied is None
        and one.left_case_on is None
        and has_departed(programme, one.stage)
        and not certainly_adult(one.person.born_to, on)
    )


def check_desk(task: Task, user: User | None) -> None:
    """Refuse that somebody ticks off what a colleague has to find out of a child.

    Whoever it is for does, as long as they work here, and who protects children.
    """
    desk = task.assigned_to
    if task.kind != CHILD_ALONE or desk is None or not desk.is_active or user is None:
        return
    if user.pk != desk.pk and Restriction.Category.CHILD not in user.focal_for:
        raise problems.OnAnotherDesk(who=desk.name)


def are_apart(programme: Programme, one: Traveller, other: Traveller) -> bool:
    """Say whether two travellers are not in one place: one departed, or arrived, and the other did not."""
    return _how_far(programme, one.stage) != _how_far(programme, other.stage)


def _how_far(programme: Programme, stage: str) -> tuple[bool, bool]:
    """Return whether somebody at this stage has departed, and whether they have arrived."""
    arrival, codes = programme.at("arrival"), programme.stage_codes()
    arrived = arrival is not None and codes.index(stage) >= codes.index(arrival)
    return has_departed(programme, stage), arrived


def stage_in(newer: Programme, former: Programme, stage: str) -> str:
    """Return the stage of another version of a programme that is nearest to one of the former version.

    The same; or what begins with the same moment of the journey; or, on the same side of the departure and of
    the closing, the last one before it, and then the first one that there is.
    """
    codes, there = former.stage_codes(), newer.stage_codes()
    moments = zip(_moments(former), _moments(newer), strict=True)
    same = [new for old, new in moments if old == stage and new is not None]
    fits = [one for one in there if _side(newer, one) == _side(former, stage)]
    before = [one for one in reversed(codes[: codes.index(stage)]) if one in fits]
    return next(iter([*(one for one in there if one == stage), *same, *before, *fits, *there]))


def _moments(programme: Programme) -> list[str | None]:
    """Return the stages of a journey, and that of the closing, each None where the programme has none."""
    return [programme.booking(), *(programme.at(one) for one in get_args(Moment))]


def _side(programme: Programme, stage: str) -> tuple[bool, bool]:
    return has_departed(programme, stage), has_finished(programme, stage)


def has_finished(programme: Programme, stage: str) -> bool:
    """Say whether the stage is that of closing or a later one; the last of all where none is named so."""
    codes = programme.stage_codes()
    return codes.index(stage) >= codes.index(programme.at("closing") or codes[-1])


def has_a_journey(programme: Programme, stage: str) -> bool:
    """Say whether somebody at this stage has a seat on a journey: booked, or departed and not arrived yet."""
    departure = programme.at("departure")
    return departure is not None and stage in (departure, *programme.entered_from(departure))


def reasons_that_fit(programme: Programme, travellers: Iterable[Traveller]) -> list[str]:
    """Return the reasons for closing a case which the stages of some travellers do not contradict.

    Which reason says what, their list in `choices.yaml` tells (`fits_where`).
    """
    staying = [one for one in travellers if not one.exit and one.left_case_on is None]
    stands = {
        "all-arrived": bool(staying) and all(_how_far(programme, one.stage)[1] for one in staying),
        "all-left": not staying,
    }
    rule = fits_where(CLOSING)
    return [code for code in listed(CLOSING) if code not in rule or stands[rule[code]]]


def check_signature(born_from: date | None, born_to: date | None, on: date, signed_by: str) -> None:
    """Refuse a signature by a child, or for somebody who is certainly of age.

    Where the birth date leaves both open, either signature is taken.
    """
    certainly_child = born_from is not None and age(born_from, on) < ADULT
    if signed_by == "self" and certainly_child:
        raise Invalid("signed_by", message=SIGNED_BY_CHILD)
    if signed_by != "self" and certainly_adult(born_to, on):
        raise Invalid("signed_by", message=SIGNED_FOR_ADULT)


def who_signs(born_to: date | None, accompanied: bool | None, on: date) -> str | None:
    """Return who signs for somebody on a day: they themselves, or for a child a parent, or the guardian.

    None where it is not on record whether a parent is with the child.
    """
    if signs_alone(born_to, on):
        return "self"
    return {True: "parent", False: "guardian", None: None}[accompanied]


def was_signed_as_a_child(signed_by: str, born_to: date | None, on: date) -> bool:
    """Say whether another signed for somebody who is of age for certain on a day: it counts no more then."""
    return signed_by != "self" and certainly_adult(born_to, on)


def check_accompaniment(
    accompanied: bool | None,
    born_to: date | None,
    on: date,
    *,
    departed: bool = False,
    known: bool = True,
) -> None:
    """Refuse to say that an adult travels without parent or guardian, or that it is unknown once they left.

    An adult is who is certainly of age on the day; `known` says that yes or no is on record.
    """
    if accompanied is False and certainly_adult(born_to, on):
        raise Invalid("accompanied", message=ADULT_ALONE)
    if accompanied is None and departed:
        raise Invalid("accompanied", message=KNOWN_AS_THEY_LEFT if known else SAY_YES_OR_NO)


@dataclass(frozen=True)
class Readers:
    """Who reads of a traveller, of all who reach the case.

    `marks` keep out whoever is no focal point for each; `missions` are told of the traveller, by primary key.
    """

    marks: frozenset[str] = frozenset()
    missions: frozenset[int] = frozenset()

    def all_see(self, other: "Readers") -> bool:
        """Say whether whoever reads of this traveller sees the other one too."""
        return other.marks <= self.marks and self.missions <= other.missions


def left_without_adult(
    together: Iterable[Traveller], on: date, readers: Mapping[int, Readers] | None = None
) -> list[Traveller]:
    """Return the children recorded as accompanied beside whom nobody of those `together` is of age.

    Of age for certain, by the birth date on record; and who may be of age is a child until that is known.

    Args:
        together: who goes on together, with their persons.
        on: the day on which ages count.
        readers: by primary key, who reads of each of them. Beside a child counts who is seen by everybody who
            reads of the child: what becomes of it must not tell that somebody hidden stays with it, whoever
            acts. Without it, everybody counts.
    """
    together, read = list(together), readers or {}
    grown = [one.pk for one in together if certainly_adult(one.person.born_to, on)]

    def beside(child: int) -> bool:
        of_child = read.get(child, Readers())
        return any(of_child.all_see(read.get(pk, Readers())) for pk in grown)

    return [one for one in together if one.accompanied and one.pk not in grown and not beside(one.pk)]


def cash_of(programme: Programme) -> tuple[str, Cash]:
    """Return the service of a programme that is departure cash, and its bounds.

    Raises:
        NoCash: the programme gives none.
    """
    found = programme.cash()
    if found is None:
        raise problems.NoCash()
    return found


def check_cash(cash: Cash, amount: Decimal, currency: str, stands: str = "") -> None:
    """Refuse cash beyond what the programme's file allows; the currency that `stands` is not asked after."""
    check("currency", currency, [*cash.currencies, stands])
    if not amount.is_finite() or not 0 < amount <= cash.at_most or amount != round(amount, 2):
        most = number_format(cash.at_most, 2, use_l10n=True, force_grouping=True)
        raise problems.CashOutOfBounds("amount", most=most)


def check_precautions(wanted: Sequence[str], ticked: Sequence[str]) -> None:
    """Refuse a release that leaves a precaution of the hold unticked."""
    missing = [code for code in wanted if code not in ticked]
    if missing:
        raise problems.PrecautionsMissing(
            "precautions", missing=", ".join(label("precautions", code) for code in missing)
        )


def what_is_missing(verdicts: Iterable[Verdict]) -> str:
    """Return, in a line, what gates wait for: requirements by name, and facts that nobody has recorded."""
    parts: list[str] = []
    for verdict in verdicts:
        parts += [_missing_in_words(line) for line in verdict.requirements if line.state != "met"]
        parts += [describe(name) for name in verdict.missing]
    return after_one_another(dict.fromkeys(parts))


def _missing_in_words(line: RequirementVerdict) -> str:
    """Return a requirement by name; of one that was met, until which day: an earlier departure may do.

    Of one that is there for another country of return, for which.
    """
    if line.elsewhere:
        country = said_country(line.elsewhere)
        return gettext("%(what)s (what is there is for another country: %(country)s)") % {
            "what": line.name,
            "country": country,
        }
    if not (line.lapsed and line.until):
        return str(line.name)
    return gettext("%(what)s (holds until %(day)s)") % {"what": line.name, "day": day_in_words(line.until)}


def hold_concerns(
    *,
    programme: str,
    destinations: Container[str],
    route: Iterable[str],
    hold_programme: str,
    hold_destination: str,
    hold_route: str,
) -> bool:
    """Say whether a hold stops a case: every field that the hold names must fit.

    `destinations` are where the case returns to and where the journeys end that are booked, `route` holds
    their stops; `hold_route` names an airport or a country.
    """
    return (
        (not hold_programme or hold_programme == programme)
        and (not hold_destination or hold_destination in destinations)
        and (not hold_route or not stops_at(hold_route).isdisjoint(route))
    )


def signs_alone(born_to: date | None, on: date) -> bool:
    """Say whether somebody signs in person: yes if they are certainly of age, or nothing is known."""
    return born_to is None or certainly_adult(born_to, on)


def certainly_adult(born_to: date | None, on: date) -> bool:
    """Say whether somebody is of age on a day, whichever of the possible days they were born on."""
    return born_to is not None and age(born_to, on) >= ADULT


def version_in_sight(version: int, travelling: Iterable[UUID]) -> int:
    """Return the version of a case as one reader sees it.

    A form is stale once it has changed: with the case's own columns, or with who of those in the reader's
    sight travels in it. What happens to somebody hidden leaves it as it was.

    Args:
        version: that of the row.
        travelling: keys of the travellers in sight who have not gone on apart. (Not their numbers: a check
            sum of one number tells it.)
    """
    who = ",".join(str(key) for key in sorted(travelling))
    return version << _BITS | crc32(who.encode())


def version_of_row(in_sight: int) -> int:
    """Return the version of the row that a `version_in_sight` was made from."""
    return in_sight >> _BITS


_BITS = 32
"""Those of the check sum of who travels, below the version of the row."""


def told_of_any(
    hand_overs: Iterable[HandOver], keys: Collection[UUID], marked: Container[UUID]
) -> frozenset[UUID]:
    """Return for whom of some persons, by their keys, at least one of the hand-overs counts."""
    return frozenset().union(*(one.told_of(keys, marked) for one in hand_overs))


def whom_it_concerns(
    keys: Iterable[UUID], country: str, destination: str, elsewhere: Mapping[UUID, str]
) -> list[UUID]:
    """Return whom of some travellers, by their persons' keys, a hand-over to a mission would tell of.

    Args:
        keys: of those on the pathway.
        country: of the mission.
        destination: the country of return of the case.
        elsewhere: to which country somebody has departed, where that is another one.
    """
    if country != destination and country in elsewhere.values():
        return [key for key in keys if elsewhere.get(key) == country]
    return [key for key in keys if key not in elsewhere]
