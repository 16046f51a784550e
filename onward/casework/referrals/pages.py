"""What the pages of referrals and enquiries show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from onward.access.models import Restriction, User
from onward.access.paging import Page, counted, page_by_key, said
from onward.access.policy import may
from onward.access.queries import focal_points
from onward.casework.cases.panels import Chip, Panel, Shown
from onward.casework.cases.rules import signs_alone
from onward.casework.programmes.queries import channel_seen, may_read_channel
from onward.casework.referrals import queries
from onward.casework.referrals.forms import Speaking
from onward.casework.referrals.models import Enquiry, Referral, ReferredPerson
from onward.casework.referrals.rules import may_travel_alone
from onward.kernel import clock
from onward.kernel.text import day_in_words
from onward.records.partners.models import Organisation
from onward.records.partners.queries import names as names_of_organisations
from onward.records.people.models import Person, Sex
from onward.records.people.rules import ages_on, is_whole_year
from onward.reference.choices import label
from onward.reference.countries import said_country
from onward.reference.languages import language_name

ON_THE_WORKLIST = 5
CAME_BY, WRITTEN = "came_by", "written_in_the_referral"
"""What the case of a page carries: the reference of its referral."""
ANSWER_WITHIN = timedelta(days=5)
"""An office's own custom: a partner waits no longer than a week for an answer."""

OUTCOMES: dict[tuple[str, bool], str | Promise] = {
    ("departed", True): _("departed"),
    ("departed", False): _("at least one has departed"),
    ("ended", True): _("no longer returning with our help"),
    ("ended", False): _("at least one is no longer returning with our help"),
}
"""What came of persons, and whether of all whom a referral named."""
STATE_TAGS = {"sent": "is-wait", "accepted": "is-go", "declined": "is-stop", "withdrawn": ""}


@dataclass(frozen=True)
class PersonLine:
    """A person of a referral as a reader sees them."""

    position: int
    name: str
    native: str
    about: str
    sex: str
    nationality: str
    relation: str
    principal: bool
    accompanied: str | Promise
    candidates: Any = None


@dataclass(frozen=True)
class Row:
    """A referral in a list.

    Attributes:
        names: of the persons whom the reader may see; none for a partner once it is answered.
        persons: how many of them, in words.
        answer_by: by when it should be answered, while it waits.
        case: reference of its case, where the reader may open it.
        became: what the partner may be told beyond the answer.
        ended: since when the partner who reads it is none any more.
        told: whether the partner is told what the office did with it, or that it did nothing so far.
    """

    referral: Referral
    names: tuple[tuple[str, str], ...]
    persons: str
    state: str
    tag: str
    reason: str
    channel: str
    organisation: str
    answer_by: date | None
    case: str
    became: tuple[str | Promise, ...] = ()
    ended: date | None = None
    told: bool = True


@dataclass(frozen=True)
class ListPage:
    """A list of referrals: what came in, or what a partner sent.

    `ended` is since when the reader's organisation is no partner any more.
    """

    page: Page[Row]
    state: str
    waiting: str
    may_make: bool
    ended: date | None = None


@dataclass(frozen=True)
class EnquiryRow:
    """A call or visit in the log.

    Which referral it became stands on the page of the referral alone: a call without that way would tell that
    somebody in it is hidden from the reader.
    """

    enquiry: Enquiry
    line: str
    language: str
    topics: str
    outcome: str


@dataclass(frozen=True)
class LeavesView:
    """Whom accepting takes out of the reader's view, and who sees them then, by name."""

    names: str
    focal_points: str


@dataclass(frozen=True)
class ReferralPage:
    """One referral: what was written, and what can be done with it.

    `message` and `phone` may be anybody's in it, so they are for who sees everybody; a partner reads the
    number until the answer alone. `heard_by` is who heard the consent, by name unless it is that of somebody
    hidden from the reader. `leaving` is said before the answer to who will not see all of the household then.
    `persons` are the keys of those of `people` who are in the records.
    """

    row: Row
    people: tuple[PersonLine, ...]
    language: str
    programme: str
    office: str
    message: str
    phone: str
    heard_by: str
    call: EnquiryRow | None
    partner: bool
    may_answer: bool
    may_withdraw: bool
    leaving: LeavesView | None = None
    persons: tuple[UUID, ...] = ()


def inbox(user: User, request: HttpRequest) -> ListPage:
    """Return what came in: by default what waits for an answer, the longest-waiting first."""
    state = request.GET.get("state", "sent")
    rows = queries.referrals(user)
    waiting = rows.filter(state=Referral.State.SENT)
    if state in Referral.State.values:
        rows = rows.filter(state=state)
    page = page_by_key(rows, request, ascending=state == Referral.State.SENT)
    shown = page.of(rows_of(user, page.rows))
    return ListPage(shown, state, counted(waiting), may(user, "referrals.make"))


def incoming(user: User) -> Panel | None:
    """Return the sheet of the worklist that shows what waits for an answer, the longest-waiting first."""
    if not may(user, "referrals.answer"):
        return None
    waiting = queries.longest_waiting(user, ON_THE_WORKLIST)
    if not waiting:
        return None
    number = getattr(waiting[0], "waiting", len(waiting))
    chip = Chip(_("Referrals to answer"), said(number), reverse("referrals:inbox"))
    return Panel("referrals/_incoming.html", {"rows": rows_of(user, waiting)}, order=20, chip=chip)


def own(user: User, request: HttpRequest) -> ListPage:
    """Return what the partner has sent, the newest first."""
    rows = queries.referrals(user)
    if ended := queries.no_partner_since(user):  # which of them wait, or were accepted since, would be news
        page = page_by_key(rows, request)
        return ListPage(page.of(rows_of(user, page.rows)), "", "", may_make=False, ended=ended)
    state = request.GET.get("state", "")
    waiting = counted(rows.filter(state=Referral.State.SENT))
    if state in Referral.State.values:
        rows = rows.filter(state=state)
    page = page_by_key(rows, request)
    return ListPage(page.of(rows_of(user, page.rows)), state, waiting, may(user, "referrals.make"))


def _senders(referrals: Sequence[Referral]) -> dict[UUID, str]:
    """Return the names of who sent some referrals, by their keys; asked for where they are not known yet."""
    told = {one.organisation_key: getattr(one, "sender", None) for one in referrals if one.organisation_key}
    known = {key: str(Organisation(**sender)) for key, sender in told.items() if sender}
    unknown = told.keys() - known.keys()
    return known | (names_of_organisations(unknown) if unknown else {})


def rows_of(user: User, referrals: Sequence[Referral]) -> list[Row]:
    """Return referrals as a list shows them; so many queries for any number of them."""
    theirs = [one for one in referrals if queries.only_referred(user, one)]
    others = [one for one in referrals if one not in theirs]
    ended = queries.no_partner_since(user) if theirs else None
    became = {} if ended else queries.what_became(theirs)
    cases = queries.seen_cases(user, others)
    organisations = _senders(others)
    rows = []
    for one in referrals:
        partner = one in theirs
        if partner and ended and not _answered_before(one, ended):
            rows.append(_untold(one, ended))
            continue
        told = partner or may_read_channel(user, one.channel)
        sender = organisations.get(one.organisation_key, "") if one.organisation_key else ""
        people = list(one.people.all())
        waits = one.state == Referral.State.SENT
        named = not partner or waits
        rows.append(
            Row(
                referral=one,
                names=tuple((line.name, _native(line)) for line in people) if named else (),
                persons=ngettext("%(n)d person", "%(n)d persons", len(people)) % {"n": len(people)},
                state=one.get_state_display(),
                tag=STATE_TAGS[one.state],
                reason=label("decline-reasons", one.decline_reason) if one.decline_reason else "",
                channel=queries.channel_label(one.channel) if told else channel_seen(user, one.channel),
                organisation=sender if told or waits else "",
                answer_by=one.sent_on + ANSWER_WITHIN if waits else None,
                case=one.case.reference if one.case and one.case_id in cases else "",
                became=tuple(
                    words for outcome, words in OUTCOMES.items() if outcome in became.get(one.pk, {}).items()
                ),
                ended=ended if partner else None,
            )
        )
    return rows


def _answered_before(one: Referral, ended: date) -> bool:
    """Say whether a referral was answered, or taken back by who sent it, before a partner was one no more."""
    if one.state == Referral.State.WITHDRAWN:
        return True
    return bool(one.answered_at and one.answered_at.astimezone(clock.OFFICE_ZONE).date() < ended)


def _untold(one: Referral, ended: date) -> Row:
    """Return a referral of who is no partner any more: one that waits and one answered since look the same.

    So no name stands there either, since names go with the answer.
    """
    people = len(one.people.all())
    return Row(
        referral=one,
        names=(),
        persons=ngettext("%(n)d person", "%(n)d persons", people) % {"n": people},
        state=gettext("not answered before %(day)s") % {"day": day_in_words(ended)},
        tag="",
        reason="",
        channel=queries.channel_label(one.channel),
        organisation="",
        answer_by=None,
        case="",
        ended=ended,
        told=False,
    )


def referral_page(user: User, one: Referral) -> ReferralPage:
    """Return the page of one referral."""
    partner = queries.only_referred(user, one)
    row = rows_of(user, [one])[0]
    waits = one.state == Referral.State.SENT and row.told
    call = queries.call_of(user, one)
    lines = list(one.people.all())
    answers = waits and queries.may_answer(user, one)
    everybody = waits or (row.told and queries.sees_everybody(user, one))
    programme = next(
        (offer.name for offer in queries.offers(user) if offer.code == one.programme), one.programme
    )
    return ReferralPage(
        row=row,
        people=tuple(_told_line(one, line) for line in lines) if waits or not partner else (),
        language=language_name(one.language, _language()).text if one.language else "",
        programme=programme,
        office=one.office.called,
        message=one.message if everybody else "",
        phone=one.phone if everybody and (waits or not partner) else "",
        heard_by=_heard_by(user, one),
        call=next(iter(enquiry_rows([call] if call else ())), None),
        partner=partner,
        may_answer=answers,
        may_withdraw=waits and one.organisation_key == user.organisation_key and may(user, "referrals.make"),
        leaving=_leaving(user, one, lines) if answers else None,
        persons=() if partner else tuple(line.person_key for line in lines if line.person_key),
    )


def _heard_by(user: User, one: Referral) -> str:
    """Return who heard the consent; while a referral waits, everybody in it is in sight.

    Of a partner's own it is what the partner wrote; of a colleague's own, what they wrote.
    """
    theirs = queries.only_referred(user, one) or one.sent_by_id == user.pk
    told = theirs or one.state == Referral.State.SENT
    told = told or queries.names_in(user, one).may_be_told(one.consent_witness)
    return one.consent_witness if told else gettext("a witness")


def _leaving(user: User, one: Referral, lines: Sequence[ReferredPerson]) -> LeavesView | None:
    """Return who of a referral is restricted by accepting it: children without parent or guardian."""
    category = Restriction.Category.CHILD
    alone = [line for line in lines if may_travel_alone(line.accompanied, line.born_to, clock.today())]
    if not alone or category in user.focal_for:
        return None
    names = ", ".join(line.name for line in alone)
    return LeavesView(names, ", ".join(focal_points(one.office, category)))


def _told_line(one: Referral, line: ReferredPerson) -> PersonLine:
    """Return a person of a referral; once it is accepted, without what they are to another one of it.

    Every referral has one head and one principal applicant, so that nobody in sight is would tell of somebody
    hidden. Nobody reads it there then: the household and the case say what still holds.
    """
    shown = person_line(line)
    if one.state != Referral.State.ACCEPTED:
        return shown
    return replace(shown, relation="", principal=False, accompanied="")


def person_line(line: ReferredPerson) -> PersonLine:
    """Return a person of a referral in words."""
    accompanied: dict[bool | None, str | Promise] = {
        None: "",
        True: _("travels with a parent or guardian"),
        False: _("travels without parent or guardian"),
    }
    return PersonLine(
        position=line.position,
        name=line.name,
        native=_native(line),
        about=birth_words(line),
        sex="" if line.sex == "unknown" else line.get_sex_display(),
        nationality=line.nationality,
        relation=line.get_relation_display(),
        principal=line.principal,
        accompanied=accompanied[line.accompanied],
    )


def _native(line: ReferredPerson) -> str:
    return line.name_native if line.name_native != line.name else ""


def birth_words(one: ReferredPerson | Person) -> str:
    """Return the birth and the age in words, as far as they are known."""
    ages = ages_on(one.born_from, one.born_to, clock.today())
    if ages is None or one.born_from is None:
        return str(_("age not known"))
    low, high = ages
    span = str(low) if low == high else f"{low}–{high}"
    if one.born_from == one.born_to:
        return str(_("%(age)s years, born on %(day)s")) % {"age": span, "day": day_in_words(one.born_from)}
    if is_whole_year(one.born_from, one.born_to, clock.today()):
        return str(_("%(age)s years, born in %(year)s")) % {"age": span, "year": one.born_from.year}
    return str(_("%(age)s years")) % {"age": span}


def who_speaks(one: Referral) -> Speaking:
    """Return whether a referral names children, with a parent or without, and who may have spoken for one."""
    day, lines = one.consent_given_on, sorted(one.people.all(), key=lambda line: not line.principal)
    children = [line for line in lines if not signs_alone(line.born_to, day)]
    alone = [line.name for line in children if line.accompanied is False]
    adults = [line.name for line in lines if line not in children]
    return Speaking(len(alone) < len(children), alone, adults)


def candidates(user: User, one: Referral) -> dict[int, list[tuple[Person, str]]]:
    """Return who of the records may be meant, with words by which to tell them apart."""
    found = queries.candidates(user, list(one.people.all()))
    cases = queries.open_cases_of(user, {person for people in found.values() for person in people})
    return {
        position: [(person, _told(person, cases.get(person.pk, ()))) for person in people]
        for position, people in found.items()
    }


def _told(person: Person, cases: Sequence[queries.OpenCase]) -> str:
    """Return somebody of the records in a line: what a homonym does not share, and where they are now."""
    native = f" \u2068{person.name_native}\u2069" if person.name_native else ""  # keeps its direction
    particulars = [f"{person.name}{native}", birth_words(person)]
    if person.sex != Sex.UNKNOWN:
        particulars.append(person.get_sex_display())
    particulars += map(said_country, person.nationalities)
    now = [_("open case %(case)s: %(stage)s") % {"case": one.reference, "stage": one.stage} for one in cases]
    return ", ".join(particulars) + " · " + (", ".join(map(str, now)) or str(_("no open case in your view")))


def came_by(user: User, shown: Shown) -> Panel | None:
    """Return the sheet of a case that leads to its referral, and to what was written there."""
    reference = getattr(shown.case, CAME_BY, "")
    return (
        Panel(
            "referrals/_came_by.html",
            {"reference": reference, "written": getattr(shown.case, WRITTEN, "")},
            order=90,
            aside=True,
        )
        if reference
        else None
    )


def enquiry_rows(enquiries: Iterable[Enquiry]) -> list[EnquiryRow]:
    """Return calls and visits as the log shows them."""
    return [
        EnquiryRow(
            enquiry=one,
            line=label("enquiry-lines", one.line),
            language=language_name(one.language, _language()).text,
            topics=", ".join(label("enquiry-topics", topic) for topic in one.topics),
            outcome=label("enquiry-outcomes", one.outcome),
        )
        for one in enquiries
    ]


def _language() -> str:
    return get_language() or "en"
