"""What the pages of protection show: the desk of a focal point, an assessment, and its panel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from onward.access.models import Office, User
from onward.access.paging import Page, said
from onward.access.policy import may
from onward.casework.cases.bringing import Wanted, Way
from onward.casework.cases.gates import for_another_country
from onward.casework.cases.models import Traveller
from onward.casework.cases.panels import Chip, Panel, Shown
from onward.casework.programmes import queries as programmes
from onward.casework.protection import queries, rules
from onward.casework.protection.actions.assessing import name_of_body
from onward.casework.protection.actions.guarding import agreed_elsewhere
from onward.casework.protection.events import AssessmentAsked
from onward.casework.protection.forms import CATEGORY_WORDS
from onward.casework.protection.models import Assessment, Guardian
from onward.kernel import clock
from onward.records.people.models import Person
from onward.records.people.queries import NamesBeside, names_of
from onward.reference.countries import said_country

TAGS = {"positive": "is-go", "wait": "is-wait", "negative": "is-stop"}


@dataclass(frozen=True)
class AssessmentLine:
    """An assessment in a line: what, of whom, how it stands.

    `elsewhere` names the country of return for which it was asked, where the case has another one by now.
    """

    assessment: Assessment
    person: str
    native: str
    state: str
    tag: str
    due: date | None
    asked_of: str
    elsewhere: str = ""


def assessment_lines(rows: Sequence[Assessment], shown: Shown | None = None) -> list[AssessmentLine]:
    """Return assessments with the names of whom they are about (`shown` is the page that has them already).

    The rows were seen to be visible; outside the page of a case they have `travels_on`.
    """
    people = shown.names if shown else names_of(one.person_key for one in rows)
    leaving = {one.person.key: one.travels_on for one in shown.travellers if not one.exit} if shown else {}
    asked = {one.mission_key for one in rows if one.mission_key}
    missions = {one.key: one for one in Office.objects.filter(key__in=asked)} if asked else {}
    elsewhere = _asked_elsewhere(rows, shown)
    lines = [
        _line(
            one,
            people,
            missions,
            leaving.get(one.person_key) if shown else getattr(one, "travels_on"),  # noqa: B009
        )
        for one in rows
    ]
    return [
        replace(line, elsewhere=said_country(country))
        if (country := elsewhere.get(line.assessment.key))
        else line
        for line in lines
    ]


def _asked_elsewhere(rows: Sequence[Assessment], shown: Shown | None) -> dict[UUID, str]:
    """Return for which country of return assessments were asked, where that is another one by now.

    Of who has departed, where it is another one than they did to.
    """
    if shown:
        keys, destinations = [one.key for one in rows], shown.facts.destinations if shown.facts else None
        return for_another_country(
            shown.case, ASKED, "assessment", keys, destinations, travellers=shown.travellers
        )
    by_case: dict[int, list[Assessment]] = {}
    for one in rows:
        if getattr(one, "moved"):  # noqa: B009  # as `with_departure` reads them
            by_case.setdefault(one.case_id, []).append(one)
    found: dict[UUID, str] = {}
    for asked in by_case.values():
        found |= for_another_country(asked[0].case, ASKED, "assessment", [one.key for one in asked])
    return found


def _line(
    one: Assessment,
    people: Mapping[UUID, tuple[str, str]],
    missions: Mapping[UUID, Office],
    travels_on: date | None,
) -> AssessmentLine:
    name, native = people.get(one.person_key, ("", ""))
    mission = missions.get(one.mission_key) if one.mission_key else None
    decided = one.decided_on is not None
    return AssessmentLine(
        assessment=one,
        person=name,
        native=native,
        state=str(one.get_outcome_display()) if decided else pgettext("assessment", "asked for"),
        tag=TAGS.get(one.outcome, ""),
        due=None if decided else _due(one, travels_on),
        asked_of=mission.called if mission and one.asked_of == mission.name else one.asked_of,
    )


def _due(one: Assessment, travels_on: date | None) -> date | None:
    """Return the day by which it was asked for, or the departure where that is earlier: as gates do."""
    return min(one.due_on, travels_on or one.due_on) if one.due_on else None


@dataclass(frozen=True)
class Desk:
    """What waits for a focal point, or for a mission that was asked.

    `elsewhere` are those whom the user protects with what is there for another country of return; `doubled`
    are persons whom the user protects, each with somebody who has the number of a paper of theirs;
    `two_heads` the households in which somebody was made the head beside one of them.
    """

    lines: list[AssessmentLine]
    page: Page[Assessment]
    begin: list[Traveller]
    elsewhere: list[tuple[Traveller, list[str]]]
    doubled: list[tuple[Person, Person]]
    two_heads: list[queries.TwoHeads]
    breaks_glass: bool


def desk(user: User, page: Page[Assessment]) -> Desk:
    """Gather the desk of a user."""
    begin = _to_begin(user, NOT_BEGUN)
    reads = bool(user.focal_for) and may(user, "people.read")
    return Desk(
        assessment_lines(page.rows),
        page,
        begin,
        queries.of_another_country(user, NOT_BEGUN) if _begins(user) else [],
        queries.doubled(user, DOUBLED) if reads else [],
        queries.two_heads(user, DOUBLED) if reads else [],
        may(user, queries.BREAK_GLASS),
    )


NOT_BEGUN = 50
"""Restricted files that the desk shows at most: the latest."""


DOUBLED = 20
"""Papers of which somebody else has the number too, and households of two heads, on the desk at most."""


def _to_begin(user: User, most: int) -> list[Traveller]:
    """Return travellers whose file is restricted and on whom nobody has begun, for who is to begin."""
    return queries.not_begun(user, most) if _begins(user) else []


def _begins(user: User) -> bool:
    """Say whether it is for this user to see that somebody restricted is assessed."""
    return may(user, "protection.assess") and bool(user.focal_for)


@dataclass(frozen=True)
class AssessmentPage:
    """One assessment: what was asked, who may decide, and what was decided."""

    line: AssessmentLine
    born: Person
    decided_by: str
    bodies: list[tuple[str, str]]
    may_decide: bool
    sees_case: bool


def assessment_page(user: User, one: Assessment, *, sees_case: bool) -> AssessmentPage:
    """Gather the page of an assessment that the user may see."""
    programme = programmes.rules_of(one.case.version_of_programme)
    body, _named = rules.competent(programme, one.kind)
    [line] = assessment_lines([one])
    return AssessmentPage(
        line=line,
        born=Person.objects.get(key=one.person_key),
        decided_by=name_of_body(programme, one.decided_by) if one.decided_by else "",
        bodies=[(body, name_of_body(programme, body))] if body else [],
        may_decide=one.decided_on is None and may(user, "protection.decide"),
        sees_case=sees_case,
    )


@dataclass(frozen=True)
class Protected:
    """A traveller as protection sees them: marks, guardian, and what may be done.

    `agreed_elsewhere` names the country to which the guardian agreed, where it is another one by now;
    `guardian_named` says whether the guardian's name tells of nobody who is hidden from the reader, or is
    what the reader wrote.
    """

    traveller: Traveller
    marks: list[str]
    guardian: Guardian | None
    may_be_child: bool
    guardian_named: bool = False
    agreed_elsewhere: str = ""


def panel(user: User, shown: Shown) -> Panel | None:
    """Return the sheet of protection on the page of a case, for who may read it."""
    if not may(user, "protection.read"):
        return None
    lines = assessment_lines(queries.assessments_of(user, shown), shown)
    people = _protected(user, shown)
    assesses = may(user, "protection.assess")
    concerned = [one for one in people if one.marks or one.guardian]
    if not (lines or concerned or assesses):
        return None
    context = {
        "lines": lines,
        "people": concerned,
        "others": [one for one in people if one not in concerned] if assesses else (),
        "assesses": assesses,
        "restricts": may(user, "protection.restrict") and bool(user.focal_for),
    }
    return Panel("protection/_panel.html", context, order=30)


OUT_OF_SIGHT = "names_out_of_sight"
"""What the case of a page carries: the names of those of its household whom the reader may not see."""


def hidden_names(shown: Shown) -> Sequence[str]:
    """Return those names, which are shown to nobody: only other names are compared with them."""
    found: Sequence[str] = getattr(shown.case, OUT_OF_SIGHT)
    return found


def _protected(user: User, shown: Shown) -> list[Protected]:
    staying = [one for one in shown.travellers if one.left_case_on is None]
    guardians = {one.person_key: one for one in queries.guardians_of(user, shown) if one.until is None}
    names = NamesBeside({one.person.key: one.person.search for one in shown.travellers}, hidden_names(shown))
    told = {key for key, one in guardians.items() if names.may_be_told(one.name)}
    if told != guardians.keys():
        own = queries.named_by(user, guardians.keys() - told)
        told |= {key for key, one in guardians.items() if one.key in own}
    destinations = shown.facts.destinations if shown.facts else None
    elsewhere = agreed_elsewhere(shown.case, guardians.values(), destinations, shown.travellers)
    countries = {key: elsewhere.get(one.key, "") for key, one in guardians.items()}
    return [
        Protected(
            traveller=one,
            marks=[str(CATEGORY_WORDS[code]) for code in sorted(shown.marks.get(one.person.key, ()))],
            guardian=guardians.get(one.person.key),
            may_be_child=rules.may_be_child(one.person.born_to, one.travels_on or clock.today()),
            guardian_named=one.person.key in told,
            agreed_elsewhere=said_country(country) if (country := countries.get(one.person.key)) else "",
        )
        for one in staying
    ]


ASKED = AssessmentAsked.type
ASSESSED = tuple(Assessment.Kind.values)


def way_to_assess(user: User, wanted: Wanted) -> Way | None:
    """Lead to asking for an assessment; what is asked for already stands in the sheet of protection."""
    if wanted.traveller is None or wanted.state == "asked" or not may(user, "protection.assess"):
        return None
    url = reverse("protection:ask", args=[wanted.traveller.key])
    return Way(_("Ask for an assessment"), f"{url}?kind={wanted.code}")


def way_to_guardian(user: User, wanted: Wanted) -> Way | None:
    """Lead to naming the guardian; one who has not agreed yet stands in the sheet of protection."""
    if wanted.traveller is None or wanted.state == "asked" or not may(user, "protection.assess"):
        return None
    return Way(_("Name the guardian"), reverse("protection:guardian", args=[wanted.traveller.key]))


SHOWN_AT_START = 5


def incoming(user: User) -> Panel | None:
    """Return the sheet of the worklist for who protects: the most pressing assessments, files that nobody has
    begun on, and the way to a sealed one.
    """
    decides, breaks = may(user, "protection.decide"), may(user, queries.BREAK_GLASS)
    waiting = queries.with_late(queries.waiting(user), clock.today())
    rows = list(waiting[:SHOWN_AT_START]) if decides else []
    lines = assessment_lines(rows)
    begin = _to_begin(user, SHOWN_AT_START)
    if not (lines or begin or breaks):
        return None
    context = {"lines": lines, "begin": begin, "breaks_glass": breaks}
    late = getattr(rows[0], "late") if rows else 0  # noqa: B009  # as `with_late` reads it
    chip = Chip(_("Assessments overdue"), said(late), reverse("protection:desk")) if late else None
    return Panel("protection/_incoming.html", context, order=30, chip=chip)
