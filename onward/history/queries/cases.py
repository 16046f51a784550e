"""Cases that came in: what the workbook told of each, what others recorded since, what was taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from onward.access.models import Office, User
from onward.casework.cases.events import (
    CaseClosed,
    CaseOpened,
    CounsellorAssigned,
    NoteAdded,
    TaskDone,
    TaskSet,
    VersionChanged,
)
from onward.casework.cases.hooks import OfBefore
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.policy import whatever_became
from onward.casework.cases.rules import CLOSE_AGAIN
from onward.casework.protection.events import GlassBroken, Restricted
from onward.history.events import CaseBroughtIn
from onward.history.models import Import, ImportedRow, Rows
from onward.kernel.events.log import first_told
from onward.kernel.models import Event
from onward.kernel.problems import Missing
from onward.records.people.events import HouseholdJoined, HouseholdLeft, PersonsMerged
from onward.reference.choices import misnames

_OF_A_HOUSEHOLD = (HouseholdJoined.type, HouseholdLeft.type)
_WHO_READS = (Restricted.type, GlassBroken.type)
"""Who may read a file, and who opened one that is sealed: neither says anything about the case."""
_TASKS = (TaskSet.type, TaskDone.type)
REASONS = "history-corrections"
"""The list of `choices.yaml` with why a case came in wrongly."""
_ALONG = (NoteAdded.type, CounsellorAssigned.type, VersionChanged.type, *_TASKS)
"""How a case was worked on, and nothing that happened to anybody: there is no way to take it back."""


@dataclass(frozen=True)
class CaseTold:
    """A case that came in and stands, with what was told of it.

    Attributes:
        brought: that it was brought in.
        told: all that the workbook told and that stands, corrected since or not, in the order of the log.
            That it was closed again after it had been opened once more is of it. A mark on a person is not:
            a focal point lifts it, who looks at more than a row.
        since: what others recorded in it, and stands in the way. Who opened the sealed file is not of it.
        along: what others recorded of the case alone, as notes on it and tasks: it says nothing that has to
            be taken back, and stays in the log as it is.
    """

    brought: Event
    told: Sequence[Event]
    since: Sequence[Event]
    along: Sequence[Event]

    @property
    def last(self) -> int:
        """The place in the log of what stands that was recorded last; whoever records holds the case."""
        rows = (*self.told, *self.since, *self.along)
        return max(one.position for one in rows if one.case_key == self.brought.case_key)

    def after(self, place: int) -> list[Event]:
        """Return what was told of it after a place in the log, and goes with it."""
        return [one for one in (*self.told, *self.along) if one.position > place]


def told_of_case(case: Case) -> CaseTold:
    """Return what was told of a case that came in.

    Raises:
        Missing: it came from no workbook, or was taken back.
    """
    of_case = Event.objects.filter(case_key=case.key)
    brought = of_case.filter(type=CaseBroughtIn.type).standing().order_by("position").first()
    if brought is None:
        raise Missing()
    of_it = _by_the_workbook(case, brought)
    standing = list(of_case.exclude(type__in=_WHO_READS).standing().order_by("position"))
    first, own = first_told(standing), {*of_it.values_list("position", flat=True)}
    others = [one for one in standing if first[one.position].position not in own and not _ends_it(one)]
    along = [one for one in others if _goes_along(one)]
    since = [one for one in others if not _goes_along(one)]
    merged = Event.objects.filter(type=PersonsMerged.type, person_key__in=_alone(case))
    beside = merged | of_it.filter(about_key=case.household.key, type__in=_OF_A_HOUSEHOLD)
    told = {one.position: one for one in (*beside.standing(), *standing)}
    for one in others:
        del told[one.position]
    return CaseTold(brought, [told[place] for place in sorted(told)], since, along)


def _by_the_workbook(case: Case, brought: Event) -> QuerySet[Event]:
    """Return what the load wrote of a case: in one transaction, from its opening to its closing."""
    own = Event.objects.filter(case_key=case.key, written_by=brought.written_by)
    ends = [own.filter(type=one.type).order_by("position") for one in (CaseOpened, CaseClosed)]
    opened, closed = (one.values_list("position", flat=True)[:1] for one in ends)
    about = Q(case_key=case.key) | Q(about_key=case.household.key)
    rows = Event.objects.filter(about, written_by=brought.written_by)
    return rows.filter(position__gte=opened, position__lte=closed)


def _ends_it(event: Event) -> bool:
    """Say whether an event only closes a case that was opened again, or says that this is to be done."""
    of_the_house = event.type in _TASKS and event.payload["kind"] == CLOSE_AGAIN
    return event.type == CaseClosed.type or of_the_house


def _goes_along(event: Event) -> bool:
    """Say whether an event is of the case alone, or a task that the house set because of another event.

    What somebody wrote or set about one person is not: it is theirs, and may be of somebody hidden.
    """
    by_a_rule = event.type in _TASKS and event.payload.get("because_of") is not None
    return event.type in _ALONG and (event.person_key is None or by_a_rule)


def _alone(case: Case) -> frozenset[UUID]:
    """Return the keys of those of a case who stand in no other one."""
    people = dict(Traveller.objects.filter(case=case).values_list("person_id", "person__key"))
    others = Traveller.objects.filter(person__in=people, case__taken_back_on=None).exclude(case=case)
    for person in others.values_list("person_id", flat=True):
        people.pop(person, None)
    return frozenset(people.values())


def naming() -> QuerySet[ImportedRow]:
    """Return the rows whose number of a person's own names that person still; those that stand come last.

    Of cases taken back these are the rows of who stands in another case, so that nobody has a second file;
    not where one of these was taken back because the number is somebody else's.
    """
    elsewhere = Traveller.objects.filter(person__key=OuterRef("person_key"), case__taken_back_on=None)
    found = _numbered().filter(Q(taken_back_on=None) | Q(Exists(elsewhere), ~_is_misnamed()))
    return found.order_by(F("taken_back_on").asc(nulls_last=True), "-pk")


def merged_wrongly(case: Case) -> tuple[list[Event], dict[UUID, list[Event]]]:
    """Return what says that persons of a case taken back are those of other offices by numbers not theirs.

    No row stands in which they have the number. First what says so of them, then by the key of one of them
    what says so of persons of other offices who came in later.
    """
    same = _numbered().filter(person_key=OuterRef("person_key"), own_number=OuterRef("own_number"))
    rows = _numbered().filter(_is_misnamed(), ~Exists(same.standing()), case_key=case.key)
    keys = list(rows.values_list("person_key", flat=True))
    merged = Event.objects.filter(type=PersonsMerged.type).standing().order_by("position")
    into: dict[UUID, list[Event]] = defaultdict(list)
    for event in merged.filter(payload__kept__in=[str(key) for key in keys]):
        into[UUID(event.payload["kept"])].append(event)
    return list(merged.filter(person_key__in=keys)), into


def _numbered() -> Rows:
    return ImportedRow.objects.exclude(own_number="").exclude(person_key=None)


def _is_misnamed() -> Exists:
    """Return the test that the person of a row has its number in a case taken back as it is not theirs."""
    who = {"person_key": OuterRef(OuterRef("person_key")), "own_number": OuterRef(OuterRef("own_number"))}
    told = Event.objects.filter(type=CaseBroughtIn.type, retracts=True)
    why = told.filter(payload__reason__in=misnames(REASONS))
    return Exists(why.filter(case_key__in=ImportedRow.objects.filter(**who).values("case_key")))


def taken_back() -> dict[tuple[str, str], frozenset[frozenset[str]]]:
    """Return what rows of cases said that were taken back, as `Before.taken_back` has it."""
    return _said(ImportedRow.objects.exclude(taken_back_on=None))


def taken_back_of(office: Office, numbers: Collection[str]) -> dict[str, frozenset[frozenset[str]]]:
    """Return the same of some numbers of cases of an office, by number."""
    rows = ImportedRow.objects.exclude(taken_back_on=None).filter(case_number__in=numbers, office=office)
    return {number: said for (_office, number), said in _said(rows).items()}


def _said(rows: QuerySet[ImportedRow]) -> dict[tuple[str, str], frozenset[frozenset[str]]]:
    contents: dict[tuple[str, str], dict[UUID | None, set[str]]] = defaultdict(lambda: defaultdict(set))
    told = rows.values_list("office__code", "case_number", "case_key", "content")
    for office, number, case, content in told:
        contents[office, number][case].add(content)
    return {key: frozenset(map(frozenset, cases.values())) for key, cases in contents.items()}


def cases_that_came_in(user: User, workbook: Import | None = None, number: str = "") -> QuerySet[Case]:
    """Return the cases that came in, and that the user may see or could until they were taken back.

    Args:
        user: who asks.
        workbook: the one whose cases are asked for; None for those of all.
        number: with what the number in the files of before begins.
    """
    rows = ImportedRow.objects.of_persons()
    if workbook:
        rows = rows.filter(imported=workbook)
    if number:
        rows = rows.filter(case_number__startswith=number)
    found = whatever_became(user).filter(brought_in=True)
    return found.filter(key__in=rows.values("case_key")) if workbook or number else found


def workbook_of_cases(user: User, key: UUID) -> Import:
    """Return a workbook by which a case came in that is in the list of the user.

    Raises:
        Missing: there is none, or none for this user.
    """
    found = Import.objects.filter(key=key).first()
    if found is None or not cases_that_came_in(user, found).exists():
        raise Missing()
    return found


def numbers_of(cases: Sequence[Case]) -> dict[UUID, str]:
    """Return what the files of before call cases that the reader was found to see, by key."""
    rows = ImportedRow.objects.filter(case_key__in=[one.key for one in cases])
    return {key: number for key, number in rows.values_list("case_key", "case_number") if key}


def of_before(user: User, case: Case) -> OfBefore | None:
    """Return what the files of before call a case taken back, and which cases stand under that number.

    The reader could see the case; of those that stand they are told of the ones that they see.
    """
    number = numbers_of([case]).get(case.key)
    if not number:
        return None
    rows = ImportedRow.objects.standing().filter(case_number=number, office=case.office_id)
    seen = Case.objects.visible_to(user).filter(key__in=rows.values("case_key"))
    return OfBefore(number, tuple(seen.order_by("pk").values_list("reference", flat=True)))


def row_of(case: Case) -> ImportedRow | None:
    """Return a row by which a case came in that stands, with its workbook."""
    rows = ImportedRow.objects.standing().filter(case_key=case.key)
    return rows.select_related("imported").order_by("pk").first()
