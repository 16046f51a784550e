"""What happened to a case, as its reader may know it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    When,
)
from django.db.models import Case as Case_
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT, KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, NullIf

from onward.access.models import Restriction, User
from onward.access.paging import Page, first_of
from onward.casework.cases.events import (
    ApprovalDecided,
    CaseOpened,
    HoldReleased,
    SessionHeld,
    TravellerAdded,
)
from onward.casework.cases.gates import DEPARTED
from onward.casework.cases.models import (
    Case,
    Document,
    HandOver,
    Hold,
    HoldRelease,
    Note,
    Session,
    Traveller,
)
from onward.casework.cases.policy import (
    tells_of_somebody_in_sight,
)
from onward.casework.cases.policy.kept import (
    keeps_alone,
    reads_as_a_mission,
    told_to_mission,
)
from onward.kernel.events.log import stories
from onward.kernel.models import Event
from onward.kernel.questions import Blank, question
from onward.records.people.models import Person

AT_ONCE = timedelta(seconds=5)
"""Within these, what tells the same of several travellers was recorded in one go."""
IN_ONE_GO = 60
"""So many more than its size a page of the timeline may hold, of what was recorded of many in one go."""
OF_SEVERAL = frozenset({"hand_over", "travellers", "to_case"})
"""Fields of events about nobody alone that say of whom they tell."""


def timeline(
    user: User, case: Case, travellers: Sequence[Traveller], before: int | None, size: int
) -> Page[Event]:
    """Return what happened in a case, latest first: its own events, and those of travellers in sight.

    By the day on which it happened; within a day what was recorded last comes first. What was corrected or
    taken back stands right below what says so. What only tells of the household is left out
    (`tells_of_the_household_alone`).
    `before` is the position of the last one of the page above. A page has more than its `size` where it would
    else end within what was recorded of several in one go, and stands in one line; at most by `IN_ONE_GO`.

    Each event knows whether it was `corrected`, when (`corrected_at`) and whether that only took it back
    (`taken_back`), the name of who recorded it (`by`), and the `text` of its
    note, of the summary of its session, or of what a mission wrote that sent the file back, where it tells
    of one that the user may see; of such a session also the `place`, and whether there was an `interpreter`.
    A release knows why and since when there was the hold (`hold_reason`, `hold_since`), and for which country
    of return it was given (`released_for`); one that names for whom it counts is there for those who see one
    of them. A parting knows the reference of the `other` case,
    that to which some went or from which these came, where the user may see it, and who `went`, by the keys
    of those in sight. Where the user sees neither, it is left out: who went on may be hidden.

    Of who joined by mistake it tells where the user may see the person, by the name `gone`; each event knows
    whether its person is restricted (`marked`).

    A mission that keeps those alone who had departed there reads what the household told before, and that
    its hand-over ended.

    What the funder answered and which holds were released before these parted counts for them: it stands here
    too, is `inherited`, and has for `other` the case in which it was recorded.
    """
    keys = [one.person.key for one in travellers]
    chain = [*(case.came_from or ()), case.key]
    place: dict[str, Any] = {"day": None, "told_at": None}
    if before is not None:
        above = _in_story(Event.objects.filter(case_key__in=chain, position=before))
        place = above.values("day", "told_at").first() or place
    later = place["day"] is not None
    asked = {"case": case.pk, "case_key": case.key, "chain": chain, "keys": keys, "before": before}
    found = list(_timeline(user, later, size, len(chain) > 1, **asked, **place))
    end = _whole(found, size)
    return first_of(found[: end + 1], end)


def _whole(found: Sequence[Event], end: int) -> int:
    """Return where a page ends that cuts through nothing that stands in one line of it."""
    for at in range(end, min(len(found), end + IN_ONE_GO)):
        if any(_in_one_go(found[at], one) for one in found[:end]):
            end = at + 1
    return end


def _in_one_go(one: Any, other: Any) -> bool:
    """Say whether two events may stand in one line: the same of several, recorded at once, with no text."""
    return (
        abs(one.recorded_at - other.recorded_at) <= AT_ONCE
        and _what(one) == _what(other)
        and not (one.text or other.text or one.file_key or other.file_key)
        and bool(one.person_key or not OF_SEVERAL.isdisjoint(one.payload))
    )


def _what(event: Event) -> tuple[object, ...]:
    return event.type, event.occurred_on, event.actor_key, event.retracts


_TOLD_FIRST = """
WITH RECURSIVE story(place) AS (
    SELECT %(expressions)s
    UNION ALL
    SELECT e.supersedes_id FROM story JOIN kernel_event e ON e.position = story.place
    WHERE e.supersedes_id IS NOT NULL
)
SELECT min(place) FROM story
"""
_KNOWN_NOW = """
WITH RECURSIVE story(place) AS (
    SELECT %(expressions)s
    UNION ALL
    SELECT e.position FROM story JOIN kernel_event e ON e.supersedes_id = story.place
)
SELECT e.occurred_on FROM kernel_event e WHERE e.position = (SELECT max(place) FROM story)
"""


OF_THE_HOUSEHOLD: Mapping[str, Sequence[str]] = {
    DEPARTED: ("household_size",),
    SessionHeld.type: ("travellers", "joined_later", "corrected"),
}
"""What of some events tells of the household alone: of how many it was, for whom of it a session counts.

Why a session was told anew goes along: whoever tells it otherwise tells another day, way or length too.
"""
_OF_EACH = " ".join(
    f"WHEN '{type}' THEN '{{{','.join(names)}}}'::text[]" for type, names in OF_THE_HOUSEHOLD.items()
)
_TOLD_OTHERWISE = """
WITH RECURSIVE story(place, alike) AS (
    SELECT %(expressions)s, TRUE
    UNION ALL
    SELECT e.position, NOT e.retracts AND e.occurred_on = b.occurred_on AND coalesce(
        e.payload - CASE e.type %(of_each)s END = b.payload - CASE b.type %(of_each)s END, FALSE
    )
    FROM story JOIN kernel_event b ON b.position = story.place
    JOIN kernel_event e ON e.supersedes_id = b.position
    WHERE story.alike
)
SELECT place FROM story WHERE NOT alike
"""


def tells_of_the_household_alone() -> Combinable:
    """Return the test that an event only corrects of how many the household was, or for whom of it it counts.

    That counts in figures and gates. No page tells it: it may be because of somebody hidden that it is so.
    """
    before = Event.objects.filter(
        pk=OuterRef("supersedes_id"), type__in=OF_THE_HOUSEHOLD, occurred_on=OuterRef("occurred_on")
    )
    same = before.annotate(rest=_besides_the_household(F("payload"), F("type")))
    return Exists(same.filter(rest=_besides_the_household(OuterRef("payload"), OuterRef("type"))))


def _besides_the_household(payload: Combinable, type: Combinable) -> Func:
    """Return what else an event tells; null for one of which nothing is of the household alone."""
    rest = f"(%(expressions)s {_OF_EACH} END)"
    return Func(payload, type, template=rest, arg_joiner=" - CASE ", output_field=JSONField())


def _in_story(events: QuerySet[Event]) -> QuerySet[Any]:
    """Give events the `day` of what they tell as it is known now, and where it was `told_at` first.

    However often it was corrected: what corrects another comes after it in the log.
    """
    return events.annotate(
        day=Func(F("position"), template=f"({_KNOWN_NOW})", output_field=DateField()),
        told_at=Func(F("position"), template=f"({_TOLD_FIRST})", output_field=BigIntegerField()),
    )


@question(
    case=BigIntegerField(),
    case_key=UUIDField(),
    chain=UUIDField(),
    keys=UUIDField(),
    before=BigIntegerField(),
    day=DateField(),
    told_at=BigIntegerField(),
)
def _timeline(
    user: User,
    later: bool,
    size: int,
    parted: bool,
    *,
    case: Blank,
    case_key: Blank,
    chain: Blank,
    keys: Blank,
    before: Blank,
    day: Blank,
    told_at: Blank,
) -> QuerySet[Event]:
    taken_out = _taken_out(user, case_key)
    marks = Restriction.objects.filter(person_key=OuterRef("person_key"), lifted_at=None)
    in_sight = _of_whom_one_sees(taken_out, keys)
    corrections = Event.objects.filter(pk=OuterRef("told_otherwise"))
    notes = Note.objects.filter(in_sight, case=case, key=OuterRef("note_key"))
    sessions = Session.objects.filter(in_sight, case=case, key=OuterRef("session_key"))
    documents = Document.objects.filter(in_sight, case=case, key=OuterRef("document_key"))
    returned = HandOver.objects.filter(case=case, key=OuterRef("returned_key"))
    holds = Hold.objects.filter(key=OuterRef("hold_key"))
    given = {"case__key": OuterRef("case_key"), "released_at": OuterRef("recorded_at")}
    releases = HoldRelease.objects.filter(**given, hold__key=OuterRef("hold_key"))
    own = Q(case_key=case_key) & in_sight
    told = Event.objects.filter(case_key__among=chain) if parted else Event.objects.all()
    events: QuerySet[Event] = (
        _as_told_to(user, _in_story(told), case, case_key, keys)
        .filter(own | _inherited(chain, keys) if parted else own)
        .annotate(
            inherited=ExpressionWrapper(~Q(case_key=case_key), output_field=BooleanField()),
            told_otherwise=Func(
                F("position"),
                template=f"({_TOLD_OTHERWISE})",
                of_each=_OF_EACH,
                output_field=BigIntegerField(),
            ),
            corrected=Exists(corrections),
            corrected_at=Subquery(corrections.values("recorded_at")[:1]),
            taken_back=Subquery(corrections.values("retracts")[:1]),
            gone=Subquery(taken_out.filter(key=OuterRef("person_key")).values("name")[:1]),
            marked=Exists(marks),
            by=Subquery(User.objects.filter(key=OuterRef("actor_key")).values("name")[:1]),
            note_key=Cast(KT("payload__note"), UUIDField()),
            session_key=Cast(KT("payload__session"), UUIDField()),
            returned_key=Case_(
                When(payload__accepted=False, then=Cast(KT("payload__hand_over"), UUIDField()))
            ),
            text=Coalesce(
                Subquery(notes.values("text")[:1]),
                Subquery(sessions.values("summary")[:1]),
                Subquery(returned.values("words")[:1]),
            ),
            place=Subquery(sessions.values("place")[:1]),
            interpreter=Subquery(sessions.values("interpreter")[:1]),
            hold_reason=Subquery(holds.values("reason")[:1]),
            hold_since=Subquery(holds.values("from_on")[:1]),
            released_for=Subquery(releases.values("destination")[:1]),
            document_key=Cast(KT("payload__document"), UUIDField()),
            file_key=Subquery(documents.values("key")[:1]),
            file_name=Subquery(documents.values("name")[:1]),
            file_size=Subquery(documents.values("size")[:1]),
            file_hash=Subquery(documents.values("sha256")[:1]),
        )
        .exclude(retracts=True, payload={})  # what only went along with something taken back
        .select_related("supersedes")
        .order_by("-day", "-told_at", "-position")
    )
    if later:
        same_day = Q(told_at__lt=told_at) | Q(told_at=told_at, position__lt=before)
        events = events.filter(Q(day__lt=day) | Q(Q(day=day), same_day))
    return events[: size + IN_ONE_GO + 1]


def _taken_out(user: User, case_key: Blank) -> QuerySet[Person]:
    """Return who joined a case by mistake, and whom the user may see."""
    gone = Event.objects.filter(case_key=case_key, type=TravellerAdded.type, retracts=True)
    return Person.objects.visible_to(user).filter(key__in=gone.values("person_key"))


def _of_whom_one_sees(taken_out: QuerySet[Person], keys: Blank) -> Q:
    """Return the test that a row or an event is about nobody, or about somebody in sight."""
    return Q(person_key=None) | Q(person_key__among=keys) | Q(person_key__in=taken_out.values("key"))


def _as_told_to(
    user: User, events: QuerySet[Any], case: Blank, case_key: Blank, keys: Blank
) -> QuerySet[Any]:
    """Leave out hand-overs, partings and releases that name only who is hidden, and what no mission is told.

    So is what only tells of how many the household was. The others know what they name (`sent_as`,
    `parted_to`, `other`, `went`, `hold_key`, `named`); which are about somebody in sight is asked around it.
    """
    told_to = Q()
    if reads_as_a_mission(user):
        alone = Exists(Case.objects.filter(keeps_alone(user, ""), pk=case))
        told_to = ~Q(alone) | told_to_mission(user, OuterRef("case_key"), "told_at")
    sendings = HandOver.objects.filter(tells_of_somebody_in_sight(user), case=case, key=OuterRef("sent_as"))
    others = Case.objects.visible_to(user).filter(key=OuterRef("other_key"))
    went = Traveller.objects.filter(case__key=OuterRef("parted_to"), person__key__among=keys)
    found: QuerySet[Any] = (
        events.filter(told_to)
        .annotate(
            sent_as=Cast(KT("payload__hand_over"), UUIDField()),
            parted_to=Cast(KT("payload__to_case"), UUIDField()),
            other_key=Coalesce(
                "parted_to", Cast(KT("payload__parted_from"), UUIDField()), NullIf("case_key", case_key)
            ),
            other=Subquery(others.values("reference")[:1]),
            went=ArraySubquery(went.order_by("pk").values("person__key")),
            hold_key=Cast(
                Coalesce(KT("payload__hold"), KeyTextTransform("hold", "supersedes__payload")), UUIDField()
            ),
            # What takes a release back names nobody itself: it tells of whom the release let go.
            named=Coalesce(
                KeyTransform("travellers", "payload"), KeyTransform("travellers", "supersedes__payload")
            ),
        )
        .filter(Q(sent_as=None) | Exists(sendings))
        .filter(Q(parted_to=None) | Q(other__isnull=False) | Exists(went))
        .filter(Q(hold_key=None) | Q(named__isnull=True) | Q(_names_one_of(keys)))
        .exclude(tells_of_the_household_alone())
    )
    return found


def told_on_the_timeline(
    user: User, case: Case, travellers: Iterable[Traveller], events: Sequence[Event]
) -> list[Event]:
    """Return events of a case as its timeline tells them; what it does not tell the user is left out.

    In place of what only corrects of how many the household was stands what that corrects.

    Args:
        user: who looks.
        case: whose own events these are.
        travellers: of it, in the user's sight.
        events: which stand, in any order.
    """
    keys, story = [one.person.key for one in travellers], stories(events)
    places = [told.position for each in story.values() for told in each]
    asked = {"case": case.pk, "case_key": case.key, "keys": keys, "places": places}
    seen = {one.position: one for one in _on_the_timeline(user, **asked)} if places else {}
    last = [
        max((told.position for told in each if told.position in seen), default=None)
        for each in story.values()
    ]
    return [seen[place] for place in last if place is not None]


@question(case=BigIntegerField(), case_key=UUIDField(), keys=UUIDField(), places=BigIntegerField())
def _on_the_timeline(
    user: User, *, case: Blank, case_key: Blank, keys: Blank, places: Blank
) -> QuerySet[Event]:
    own = Event.objects.filter(_of_whom_one_sees(_taken_out(user, case_key), keys), case_key=case_key)
    return _as_told_to(user, _in_story(own.filter(position__among=places)), case, case_key, keys)


def _inherited(chain: Blank, keys: Blank) -> Q:
    """Return the test that an event of an earlier case counts for who parted from it (as `gates` have it).

    Of answers to the funder those about one of them, and those about the household that were first told
    before the parting; of releases those that name one of them.
    """
    of_case = Cast(KT("payload__parted_from"), UUIDField())
    partings = Event.objects.filter(case_key__among=chain, type=CaseOpened.type).alias(of_case=of_case)
    first = partings.filter(of_case=OuterRef("case_key")).order_by("position")
    parted_at = Subquery(first.values("position")[:1])
    answered = Q(person_key__among=keys) | Q(person_key=None, told_at__lt=parted_at)
    released = Q(named__isnull=False) & Q(_names_one_of(keys))
    return Q(Q(type=ApprovalDecided.type) & answered) | Q(Q(type=HoldReleased.type) & released)


def _names_one_of(keys: Blank) -> Func:
    """Return the test that one of some persons is among those whom an event names (`named`)."""
    return Func(
        F("named"),
        keys,
        template="(%(expressions)s::uuid[]::text[])",
        arg_joiner=" ?| ",
        output_field=BooleanField(),
    )
