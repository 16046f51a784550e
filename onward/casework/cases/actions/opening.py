"""Opening a case, who travels in it, who works on it, and closing it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext

from onward.access.models import Office, User
from onward.access.policy import may, reach, scopes_of
from onward.access.roles import roles
from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.by_rule import end_tasks, set_tasks, tell_of_another_country
from onward.casework.cases.actions.handing import end_hand_overs
from onward.casework.cases.actions.locking import in_sight, lock_case
from onward.casework.cases.gates import BOOKED, DEPARTED, routes_booked
from onward.casework.cases.hooks import tell
from onward.casework.cases.models import STANDS, Case, HandOver, Traveller
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.actions import keep_version_in_force
from onward.casework.programmes.definition import Programme
from onward.casework.programmes.models import ProgrammeVersion
from onward.kernel.actions import Act, action
from onward.kernel.counters import next_references
from onward.kernel.days import day_of
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Missing, Refused
from onward.kernel.text import after_one_another, clean, day_in_words
from onward.records.consents import queries as consents
from onward.records.consents.models import Consent
from onward.records.people.models import Household, Membership, Person
from onward.reference.airports import airport
from onward.reference.choices import NoSuchChoice
from onward.reference.countries import said_country


@dataclass(frozen=True)
class Joining:
    """A person who is to travel in a case.

    Attributes:
        person: the person, whom the actor may see.
        principal: whether the household applies in their name.
        accompanied: whether a child travels with a parent or lawful guardian; None where not known yet.
    """

    person: Person
    principal: bool = False
    accompanied: bool | None = None


@action("cases.open")
def open_case(
    act: Act,
    *,
    office: Office,
    programme: str,
    household: Household,
    joining: Sequence[Joining],
    channel: str,
    destination: str,
    destination_place: str = "",
    referred_by: UUID | None = None,
    counsellor: User | None = None,
    opened_on: date | None = None,
    once: UUID | None = None,
) -> Case:
    """Open a case for a household under the version of the programme that is in force.

    Raises:
        NoTravellers, OnePrincipal, AlreadyInProgramme, NotOfTheHousehold, NoSuchChoice: see `problems`.
        Missing: a person or the household is not visible to the actor.
        Refused: the office is not one for which the actor opens cases.
        Invalid: somebody of age is said to travel alone.
    """
    act.once(once)
    if "all" not in scopes_of(act.actor, act.verb) and office.pk != getattr(act.actor, "office_id", None):
        raise Refused(reason=f"out-of-scope:{act.verb}")
    on = day_of(act, "opened_on", opened_on)
    if on.year < act.today.year - rules.LONGEST_OPEN:
        raise Invalid("opened_on", message=rules.TOO_LONG_AGO % {"years": rules.LONGEST_OPEN})
    choices.check("programme", programme, [one.code for one in programmes.offered(office.code)])
    version = keep_version_in_force(programme)
    definition = programmes.rules_of(version).definition
    _check_joining(joining)
    choices.check("channel", channel, definition.referred_by)
    choices.country("destination", destination)
    if counsellor is not None:
        _check_counsellor(office, counsellor)
    _check_people(act, household, joining, programme)
    case = Case.objects.create(
        reference=new_reference(definition.prefix, on),
        office=office,
        programme=programme,
        version_of_programme=version,
        household=household,
        channel=channel,
        referred_by=referred_by,
        destination=destination,
        destination_place=clean(destination_place, 120, field="destination_place"),
        departure_country=definition.from_,
        counsellor=counsellor,
        opened_on=on,
    )
    opened = tell_opened(act, case, len(joining))
    for one in joining:
        _join(act, case, one, definition.stage_codes()[0], on)
    if counsellor:
        fact = events.CounsellorAssigned(counsellor=counsellor.key)
        act.record(fact, office=office.code, case=case, occurred_on=on)
    set_tasks(act, case, definition.stage_codes()[0], because_of=opened)
    return case


def tell_opened(act: Act, case: Case, travellers: int, *, parted_from: UUID | None = None) -> Event:
    """Tell that a case begins: newly, or with travellers who part from another one (its key)."""
    fact = events.CaseOpened(
        programme=case.programme,
        version=case.version_of_programme.number,
        channel=case.channel,
        referred_by=case.referred_by,
        household=case.household.key,
        destination=case.destination,
        departure_country=case.departure_country,
        travellers=travellers,
        parted_from=parted_from,
    )
    return act.record(fact, office=case.office.code, case=case, occurred_on=case.opened_on)


def _check_joining(joining: Sequence[Joining]) -> None:
    """Refuse a household of none, and any number of principal applicants but one."""
    if not joining:
        raise problems.NoTravellers("travellers")
    principals = sum(one.principal for one in joining)
    if principals != 1:
        raise problems.OnePrincipal("principal", count=principals)


def _check_counsellor(office: Office, counsellor: User) -> None:
    """Refuse a counsellor who does not work in the office of the case, or whose role is given no cases."""
    if counsellor.office_id != office.pk or not may(counsellor, "cases.counsel"):
        raise NoSuchChoice("counsellor", value=counsellor.name)


def _check_people(act: Act, household: Household, joining: Sequence[Joining], programme: str) -> None:
    """Refuse persons out of sight or of no or another household, and who travels in an open case already.

    The persons are held, in one order for everybody, so that two colleagues who open a case for the same one
    at once do not both succeed.
    """
    keys = {one.person.pk for one in joining}
    if len(keys) != len(joining):
        raise problems.AlreadyInProgramme("travellers")
    people = reach(act.actor, "people.read", Person.objects.filter(pk__in=keys))
    if len(people.select_for_update(of=("self",), no_key=True).order_by("pk")) != len(keys):
        raise Missing()
    if not reach(act.actor, "people.read", Household.objects.filter(pk=household.pk)).exists():
        raise Missing()
    if travels_elsewhere(keys, programme):
        raise problems.AlreadyInProgramme("travellers")
    members = Membership.objects.filter(household=household, person_id__in=keys, left_on=None)
    if members.count() != len(keys):
        raise problems.NotOfTheHousehold("travellers")


def travels_elsewhere(people: Iterable[int], programme: str, *, besides: Case | None = None) -> bool:
    """Say whether one of these persons, by primary key, travels in an open case of the programme.

    `besides` is one that does not count.
    """
    found = Traveller.objects.filter(
        person_id__in=list(people),
        case__programme=programme,
        case__closed_on=None,
        exit="",
        left_case_on=None,
    )
    return (found.exclude(case=besides) if besides else found).exists()


def _join(act: Act, case: Case, one: Joining, stage: str, on: date) -> Traveller:
    """Make the person a traveller at the first stage of the pathway."""
    rules.check_accompaniment(one.accompanied, one.person.born_to, on)
    traveller = Traveller.objects.create(
        case=case,
        person=one.person,
        principal=one.principal,
        accompanied=one.accompanied,
        stage=stage,
        stage_since=on,
    )
    office = case.office.code
    added = events.TravellerAdded(principal=one.principal, accompanied=one.accompanied)
    act.record(added, office=office, case=case, person=one.person, occurred_on=on)
    entered = events.StageEntered(stage=stage)
    act.record(entered, office=office, case=case, person=one.person, occurred_on=on)
    tell(act, traveller, added)
    return traveller


def new_reference(prefix: str, on: date) -> str:
    """Return a new reference of a prefix and year, such as `BE-21-01873`; it tells no order."""
    return new_references(prefix, on, 1)[0]


def new_references(prefix: str, on: date, many: int) -> list[str]:
    """Return as many new references of a prefix and year as are asked for."""
    return [f"{prefix}-{on:%y}-{one}" for one in next_references(f"cases:{prefix}:{on:%y}", many)]


@action("cases.decide")
def add_traveller(
    act: Act, case: Case, one: Joining, *, joined_on: date | None = None, version: int | None = None
) -> Traveller:
    """Let another person of the household travel in the case, from the first stage on.

    Raises:
        OnePrincipal, AlreadyInProgramme, NotOfTheHousehold, Missing: as `open_case`.
        ConsentMissing: a mission reads the case, as far as the actor sees it, and the person has not agreed
            to that. Of a sending out of sight nothing is said; nor is its mission told of who did not agree.
    """
    case = lock_case(act, case, version=version)
    if one.principal:
        raise problems.OnePrincipal("principal", count=2)
    on = day_of(act, "joined_on", joined_on, first=case.opened_on, too_early=rules.BEFORE_IT_WAS_OPENED)
    _check_people(act, case.household, [one], case.programme)
    if case.travellers.filter(person=one.person).exists():
        raise problems.AlreadyInProgramme("travellers")
    _check_shared(act, case, one.person)
    first = programmes.rules_of(case.version_of_programme).definition.stage_codes()[0]
    traveller = _join(act, case, one, first, on)
    return traveller


def _check_shared(act: Act, case: Case, person: Person) -> None:
    """Refuse a traveller who has not agreed to be known to a mission that the case was handed over to.

    What was sent of somebody hidden alone is not asked after: no mission sees who did not agree
    (`policy.shared_with`).
    """
    reads = HandOver.objects.visible_to(act.actor).filter(STANDS, case=case, departed_only=False)
    for handed in reads.select_related("mission"):
        mission, purpose = handed.mission, Consent.Purpose.SHARE_WITH_MISSION
        if consents.lacking_consent([person.key], purpose, mission.key, act.today):
            raise problems.ConsentMissing("person", mission, 1)


@action("cases.assign")
def assign_counsellor(act: Act, case: Case, counsellor: User, *, version: int | None = None) -> Case:
    """Give the case to a counsellor of the same office."""
    case = lock_case(act, case, version=version)
    _check_counsellor(case.office, counsellor)
    if case.counsellor_id == counsellor.pk:
        raise problems.AlreadyRecorded("counsellor")
    case.counsellor = counsellor
    act.save(case, "counsellor")
    act.record(events.CounsellorAssigned(counsellor=counsellor.key), office=case.office.code, case=case)
    return case


@action("cases.decide")
def change_destination(
    act: Act, case: Case, destination: str, destination_place: str = "", *, version: int | None = None
) -> Case:
    """Change where the household returns to, as long as nobody of it in sight has departed.

    What was decided or signed for one country is asked for again for another (ADR 16), and missions of the
    country that it leaves have the file no longer, save of who had departed there out of the actor's sight.

    Raises:
        DestinationTravelledTo: somebody has.
        SeatsHeld: somebody in sight has a seat, from today on, on a journey that ends in another country. Of
            seats of others nothing is said here: whoever sees them is told, and nobody departs by them.
    """
    case = lock_case(act, case, version=version)
    programme = programmes.rules_of(case.version_of_programme).definition
    if found := travelled_to(programme, in_sight(act, case)):
        raise found
    choices.country("destination", destination)
    destination_place = clean(destination_place, 120, field="destination_place")
    if (case.destination, case.destination_place) == (destination, destination_place):
        raise problems.AlreadyRecorded("destination")
    former = case.destination
    if destination != former:
        _check_seats(act, case, programme, destination)
    case.destination, case.destination_place = destination, destination_place
    act.save(case, "destination", "destination_place")
    if destination != former:
        end_hand_overs(act, case, former)  # whoever loses the file reads the log up to here
    fact = events.DestinationChanged(destination=destination)
    changed = act.record(fact, office=case.office.code, case=case)
    if destination != former:
        tell_of_another_country(act, case, changed)
    return case


def travelled_to(
    programme: Programme, travellers: Iterable[Traveller]
) -> problems.DestinationTravelledTo | None:
    """Return why the country of return of some travellers does not change: somebody of them has departed."""
    booking = programme.booking()
    if booking is None or not any(rules.has_departed(programme, one.stage) for one in travellers):
        return None
    acts = roles()[programme.stage(booking).acts].name
    return problems.DestinationTravelledTo("destination", who=str(acts))


def _check_seats(act: Act, case: Case, programme: Programme, destination: str) -> None:
    """Refuse that a country is left to which travellers in sight have seats, on a day that is not over.

    Nor does the seat hold of whose departure of today was taken back: they did leave, for elsewhere, and
    it is moved there.
    """
    booking = programme.booking()
    seated = in_sight(act, case).filter(travels_on__gte=act.today, stage=booking, exit="")
    travellers = _to_leave_anew(case, list(seated.select_related("person").order_by("pk")))
    routes = routes_booked([case], travellers)
    held: dict[tuple[str, date], list[str]] = {}
    for one in travellers:
        route = routes.get((case.key, one.person.key), ())
        last = airport(route[-1]) if route else None
        if last and last.country != destination and one.travels_on:
            held.setdefault((last.country, one.travels_on), []).append(one.person.name)
    if held and booking:
        told = [
            gettext("%(who)s: booked to %(country)s for %(day)s")
            % {"who": ", ".join(who), "country": said_country(country), "day": day_in_words(day, "j F Y")}
            for (country, day), who in held.items()
        ]
        acts = roles()[programme.stage(booking).acts].name
        raise problems.SeatsHeld("destination", seats=after_one_another(told), who=str(acts))


def _to_leave_anew(case: Case, seated: Sequence[Traveller]) -> list[Traveller]:
    """Return who of some with a seat has it for a departure to come, as the log tells it.

    Those are left out whose departure was taken back, as long as nothing was booked since.
    """
    people = [one.person.key for one in seated]
    told = Event.objects.filter(case_key=case.key, person_key__in=people, type__in=[BOOKED, DEPARTED])
    last = {one.person_key: one for one in told.order_by("position")}
    return [one for one in seated if one.person.key not in last or last[one.person.key].type == BOOKED]


@action("cases.move-version")
def move_to_version(act: Act, case: Case, to: ProgrammeVersion, *, version: int | None = None) -> Case:
    """Move the case on to another version of its own programme; the stage of each in sight must exist there.

    Whoever is out of the actor's sight and stands at one that does not goes along to the stage nearest to it
    (`rules.stage_in`): what the actor is told does not depend on them.

    Raises:
        NoSuchChoice: it is none for this case, or not for the stage of somebody in sight.
    """
    case = lock_case(act, case, version=version)
    before = case.version_of_programme
    if to.code != case.programme or to.pk == before.pk:
        raise NoSuchChoice("version", value=str(to.number))
    stages = set(programmes.rules_of(to).definition.stage_codes())
    on_the_line = case.travellers.filter(exit="", left_case_on=None).exclude(stage__in=stages)
    if in_sight(act, case).filter(pk__in=on_the_line).exists():
        raise NoSuchChoice("version", value=str(to.number))
    case.version_of_programme = to
    act.save(case, "version_of_programme")
    act.record(
        events.VersionChanged(version=to.number, previous=before.number), office=case.office.code, case=case
    )
    hidden = on_the_line.select_for_update(of=("self",), no_key=True).select_related("person", "case")
    for one in hidden.order_by("pk"):
        _come_along(act, one, before, to)
    return case


def _come_along(act: Act, traveller: Traveller, before: ProgrammeVersion, to: ProgrammeVersion) -> None:
    """Let somebody stand at the stage of another version that is nearest to theirs, since the same day."""
    former, newer = (programmes.rules_of(one).definition for one in (before, to))
    previous, traveller.stage = traveller.stage, rules.stage_in(newer, former, traveller.stage)
    act.save(traveller, "stage")
    act.record(
        events.StageEntered(stage=traveller.stage, previous=previous, because="version"),
        office=traveller.case.office.code,
        case=traveller.case,
        person=traveller.person,
        occurred_on=traveller.stage_since,
    )


@action("cases.decide")
def close_case(
    act: Act, case: Case, reason: str, *, closed_on: date | None = None, version: int | None = None
) -> Case:
    """Close a case in which no traveller has anything left to do. Its open tasks stay with whoever has them.

    Raises:
        StillTravelling: somebody is on the line yet; whom the actor may not see counts too.
        CompanyNotKnown: nobody knows who is with a child in sight who left.
        ReasonDoesNotFit: those in sight stand otherwise than the reason says.
    """
    case = lock_case(act, case, version=version)
    choices.check("reason", reason, choices.listed(rules.CLOSING))
    _check_at_the_end(act, case)
    programme = programmes.rules_of(case.version_of_programme).definition
    # By whom the actor sees: what is refused must not tell where somebody hidden stands.
    if reason not in rules.reasons_that_fit(programme, in_sight(act, case)):
        raise problems.ReasonDoesNotFit("reason", reason=choices.label(rules.CLOSING, reason))
    case.closed_on = _closed_on(act, case, closed_on)
    act.save(case, "closed_on")
    act.record(
        events.CaseClosed(reason=reason), office=case.office.code, case=case, occurred_on=case.closed_on
    )
    end_tasks(act, case, rules.CLOSE_AGAIN)
    return case


def _check_at_the_end(act: Act, case: Case) -> None:
    """Refuse that a case is closed in which somebody is on the line, or a child with nobody knows whom.

    Of a child out of sight it is said in the words in which it is said of anybody.
    """
    programme = programmes.rules_of(case.version_of_programme).definition
    rows = list(case.travellers.filter(left_case_on=None).select_related("person").order_by("pk"))
    on_the_line = [one for one in rows if not one.exit]
    lost = [one for one in rows if rules.company_not_known(programme, one, act.today)]
    seen = set(in_sight(act, case).values_list("pk", flat=True)) if lost else set()
    if told := [one.person.name for one in lost if one.pk in seen]:
        raise problems.CompanyNotKnown(who=", ".join(told))
    if lost or not all(rules.has_finished(programme, one.stage) for one in on_the_line):
        raise problems.StillTravelling()


def _closed_on(act: Act, case: Case, given: date | None) -> date:
    """Return the day of a closing: not before the case was opened, nor before a step of somebody in sight."""
    steps = in_sight(act, case).filter(exit="").aggregate(last=Max("stage_since"))["last"]
    if steps and given and case.opened_on <= given < steps:
        raise Invalid("closed_on", message=rules.BEFORE_THE_LAST_STEP)
    return day_of(act, "closed_on", given, first=case.opened_on, too_early=rules.BEFORE_IT_WAS_OPENED)
