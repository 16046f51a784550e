"""A small world in which every address of the house leads somewhere: what the access table is made from.

Three files, from the point of view of the Brussels office: `open` (an adult), `child` (an uncle whom
everybody sees, and his restricted niece: what is about one person is about her) and `hidden` (a restricted
child alone, whose whole case is out of sight). Two more, `parted`, are of another niece, of whom much was
written before she went on in a case of her own: the file of the household that she left, and hers. A last,
`nobody`, is made of keys that do not exist: a hidden file must answer exactly as it does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from onward.access.models import GlassBreak, User
from onward.casework.cases import actions as casework
from onward.casework.cases.doings import DOINGS
from onward.casework.cases.models import Case, Document, HandOver, Hold, Task, Traveller
from onward.casework.protection.models import Assessment, Guardian
from onward.casework.referrals import actions as referring
from onward.casework.referrals.models import Referral
from onward.casework.referrals.tests.factories import FOR_A_CHILD, HEAD, NIECE, a_referral, the_red_cross
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.evidence.actions import keep_question, prepare_edition
from onward.evidence.tests.factories import depart
from onward.history import uploads
from onward.history.actions import bring_in
from onward.history.models import ImportedRow
from onward.history.workbook.rows import QuantityRow, Reported
from onward.kernel import clock
from onward.kernel.sealing import told_as
from onward.records.consents.models import Consent, Override
from onward.records.consents.tests.factories import a_consent
from onward.records.partners.models import ContactPerson, Desk, RotaDay
from onward.records.people.models import Contact, ReferenceNumber, TravelDocument
from onward.records.projects.actions import record_expenditure
from onward.records.projects.tests.factories import PROJECT, a_manager, an_invoice
from onward.safekeeping.retention.models import LegalHold, Run
from onward.safekeeping.rights.models import RightsRequest
from tests.cast import RETURN_DESK, Cast, make_cast

Arguments = dict[str, Any]
NOBODY = UUID("00000000-0000-4000-8000-000000000000")
ELSEWHERE = ("account_", "mfa_", "socialaccount_", "openid_connect_")
"""Addresses of django-allauth: `onward/web/tests/test_signing_in.py` walks them as a user does."""


@dataclass(frozen=True)
class File:
    """Everything about one traveller of a case that has an address of its own."""

    case: str
    case_key: UUID
    person: UUID
    household: UUID
    traveller: UUID
    task: UUID
    document: UUID
    hand_over: UUID
    paper: UUID
    contact: UUID
    number: UUID
    consent: UUID
    override: UUID
    assessment: UUID
    guardian: UUID
    movement: UUID
    passenger: UUID
    help: UUID
    opening: UUID
    asked: UUID
    referral: str


@dataclass(frozen=True)
class World:
    """The cast, its files, and what belongs to no person."""

    cast: Cast
    files: dict[str, File]
    parted: tuple[File, File]
    known: str
    hold: UUID
    organisation: UUID
    desk: UUID
    contact_person: UUID
    turn: UUID
    foreign_referral: str
    waiting_referral: str
    edition: UUID
    question: UUID
    spent: UUID
    upload: UUID
    upload_to_discard: UUID
    quantity: UUID
    legal_hold: UUID
    night: UUID
    night_under_way: UUID


def make_world() -> World:
    """Make it, in the database of the test that asks."""
    cast = make_cast()
    centre, other = the_red_cross(), the_red_cross(RETURN_DESK, "Return desk")
    waiting, foreign = a_referral(cast.rik), a_referral(cast.desk, HEAD)
    files = {
        "open": _file(cast, *_open(cast)),
        "child": _file(cast, *_family(cast)),
        "hidden": _file(cast, *_hidden(cast)),
        "nobody": _nobody(),
    }
    known = a_referral(cast.rik, replace(HEAD, name="Ali Zubaidi", name_native=""), NIECE)
    desk = Desk.objects.create(organisation=centre, name="Front desk")
    person = ContactPerson.objects.create(organisation=centre, desk=desk, name="Els Maes")
    turn = RotaDay.objects.create(desk=desk, on=clock.today(), part="day", organisation=other)
    hold = Hold.objects.create(
        office=cast.be, destination="AF", from_on=clock.today(), reason="security", placed_by=cast.omar
    )
    spent = record_expenditure(a_manager(cast.be), PROJECT, an_invoice(voucher="V-1"))
    depart(date(2021, 2, 1))
    edition = prepare_edition(cast.ruth, "newsletter", date(2021, 1, 1))
    question = keep_question(cast.ruth, "Men and women", "figure=returns&rows=sex", "returns")
    return World(
        cast, files, _parted(cast), known.reference,
        hold.key, centre.key, _told(desk), _told(person), _told(turn), foreign.reference,
        waiting.reference, edition.key, question.key, spent.key, _upload(cast), _upload(cast),
        _quantity(cast), *_kept(cast),
    )  # fmt: skip


def _told(row: Model) -> UUID:
    """Return what addresses tell of a row that has no key of its own."""
    return UUID(told_as(row))


def _upload(cast: Cast) -> UUID:
    """Return the key of a history that was handed in: a row of it may come in, and one may not."""
    lines = [
        "case,programme,channel,destination,departed_on",
        "A1,avrr-be,ngo,AL,2018-10-05",
        "A2,avrr-be,ngo,AL,?",
    ]
    upload = uploads.keep(cast.anna, BytesIO("\n".join(lines).encode()), "history.csv", "en", None)
    uploads.start(upload)
    uploads.work(upload.key)
    return upload.key


def _quantity(cast: Cast) -> UUID:
    """Return the key of a quantity that a workbook brought in."""
    told = Reported("avrr-be", "people-reached", "", date(2018, 12, 31), Decimal(7))
    bring_in(cast.anna, "0" * 64, "a.csv", cast.be, [], [QuantityRow(**vars(told), line=2, office="be")])
    key = ImportedRow.objects.exclude(key=None).values_list("key", flat=True).get()
    assert key is not None
    return key


def _kept(cast: Cast) -> tuple[UUID, UUID, UUID]:
    """Return the keys of a legal hold, of a night of retention that is over, and of one that is under way."""
    case = Case.objects.order_by("pk")[:1].get()
    held = LegalHold.objects.create(case_key=case.key, ground="court", reason="A test.", placed_by=cast.dirk)
    over = Run.objects.create(day=clock.today(), ended_at=clock.now(), record="{}", signature="none")
    return held.key, over.key, Run.objects.create(day=clock.today()).key


def _accepted(user: User, referral: Referral) -> tuple[Case, Referral]:
    return referring.accept_referral(user, referral, FOR_A_CHILD), referral


def _open(cast: Cast) -> tuple[Case, Traveller, str]:
    case, referral = _accepted(cast.lies, a_referral(cast.rik, HEAD))
    return case, case.travellers.select_related("person", "case").get(), referral.reference


def _family(cast: Cast) -> tuple[Case, Traveller, str]:
    case, referral = _accepted(cast.sam, a_referral(cast.rik, HEAD, NIECE))
    niece = case.travellers.select_related("person", "case").get(principal=False)
    return case, niece, referral.reference


def _hidden(cast: Cast) -> tuple[Case, Traveller, str]:
    alone = replace(NIECE, name="Sami Zubaidi", sex="male", principal=True, relation="head")
    case, referral = _accepted(cast.sam, a_referral(cast.rik, alone))
    return case, case.travellers.select_related("person", "case").get(), referral.reference


def _parted(cast: Cast) -> tuple[File, File]:
    """Return the file of a household that a restricted child left, and of the case in which she went on."""
    sister, uncle = replace(NIECE, name="Rana Hadi"), replace(HEAD, name="Yasin Hadi", name_native="")
    case, referral = _accepted(cast.sam, a_referral(cast.rik, uncle, sister))
    head, niece = case.travellers.select_related("person", "case").order_by("-principal")
    casework.add_note(cast.sam, case, "What Rana Hadi said of the men who brought her.", about=niece)
    casework.hold_session(cast.sam, case, way="in-person", about=niece, summary="With her alone.")
    other = casework.part_travellers(cast.sam, case, [niece], niece, "travels-later")
    gone = other.travellers.select_related("person", "case").get()
    left = _file(cast, case, head, referral.reference)
    return left, _file(cast, other, gone, referral.reference)


def _file(cast: Cast, case: Case, one: Traveller, referral: str) -> File:
    """Return a file with one row of every kind about the traveller, written straight into the tables."""
    person, today = one.person, clock.today()
    about = {"case": case, "person_key": person.key}
    movement = Movement.objects.create(office=cast.be, case=case, departs_on=today + timedelta(days=3))
    passenger = Passenger.objects.create(movement=movement, traveller=one, state_on=today)
    mission = cast.iraq.key
    return File(
        case=case.reference,
        case_key=case.key,
        person=person.key,
        household=case.household.key,
        traveller=one.key,
        task=Task.objects.create(**about, words="Call", due_on=today, assigned_to=cast.lies).key,
        document=Document.objects.create(
            **about,
            kind="other",
            name="a.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            stored_as="0",
        ).key,
        hand_over=HandOver.objects.create(case=case, mission=cast.iraq).key,
        paper=TravelDocument.objects.create(person=person, kind="passport", state="asked").key,
        contact=_told(Contact.objects.create(person=person, kind="phone", value="+32 2 000 00 00")),
        number=_told(ReferenceNumber.objects.create(person=person, issuer="unhcr", number=str(uuid4()))),
        consent=a_consent(person.key, mission, office=cast.be).key,
        override=Override.objects.create(
            person_key=person.key,
            office=cast.be,
            purpose=Consent.Purpose.HEALTH,
            recipient_key=mission,
            legal_basis="vital-interest",
            reasons="Insulin.",
            asked_by=cast.lies,
        ).key,
        assessment=Assessment.objects.create(**about, kind="family-assessment", asked_on=today).key,
        guardian=Guardian.objects.create(**about, name="Greet Maes", since=today).key,
        movement=movement.key,
        passenger=_told(passenger),
        help=ReintegrationRequest.objects.create(
            **about, service="reintegration-grant", kind="housing", asked_on=today
        ).key,
        opening=GlassBreak.objects.create(
            actor=cast.outsider, person_key=person.key, reason="A test of the table.", until=clock.now()
        ).key,
        asked=RightsRequest.objects.create(
            person_key=person.key,
            right="access",
            asked_on=today,
            asked_by="person",
            way="letter",
            due_on=today,
        ).key,
        referral=referral,
    )


def _nobody() -> File:
    """Return a file of keys that exist nowhere."""
    names = File.__dataclass_fields__
    empty: Arguments = dict.fromkeys(names, NOBODY)
    return File(**empty | {"case": "BE-99-99999", "referral": "R-99-99999"})


def addresses() -> dict[str, list[str]]:
    """Return every address of the house that has a name: name → names of its arguments."""
    return {name: arguments for name, arguments in _walk(get_resolver()) if not name.startswith(ELSEWHERE)}


def _walk(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}", list(pattern.pattern.converters)


def places(world: World) -> dict[str, dict[str, Arguments]]:
    """Return for each address the made-up objects that it is walked with: address → label → arguments.

    Raises:
        KeyError: an address of which nobody has said here what it leads to. Say it in `_about`.
    """
    found: dict[str, dict[str, Arguments]] = {}
    for name, arguments in addresses().items():
        if not arguments:
            found[name] = {"": {}}
        elif (free := _free(world, name)) is not None:
            found[name] = free
        else:
            found[name] = {
                f"{label}{more}": given
                for label, file in world.files.items()
                for more, given in _about(name, file, whole=label == "open")
            }
    return found


def _free(world: World, name: str) -> dict[str, Arguments] | None:
    """Return the arguments of an address that is about no person."""
    space, _, page = name.partition(":")
    organisation = {"key": world.organisation}
    if space == "partners":
        more: Arguments = {"desk": {"told": world.desk}}.get(page, {})
        if "contact" in page and page != "new-contact":
            more = {"told": world.contact_person}
        return {"open": {"told": world.turn} if page == "clear-turn" else organisation | more}
    if space == "evidence":
        return _of_evidence(world, page)
    if space in ("projects", "history"):
        return _of_numbers(world, space, page)
    if space == "retention" and name != "retention:hold":
        kept = {"lift": world.legal_hold, "stop": world.night_under_way}.get(page, world.night)
        return {"open": {"key": kept}, "nobody": {"key": NOBODY}}
    if name == "cases:lift":
        return {"open": {"key": world.hold}, "nobody": {"key": NOBODY}}
    if name == "access:office":
        return {"open": {"code": world.cast.be.code}, "nobody": {"code": "nowhere"}}
    if name in ("access:user", "access:user-active", "access:user-link", "access:audit-user"):
        return {
            "lies": {"key": world.cast.lies.key},
            "anna": {"key": world.cast.anna.key},
            "nobody": {"key": NOBODY},
        }
    if space == "referrals":
        files = {label: {"reference": file.referral} for label, file in world.files.items()}
        waits = {
            "waiting": {"reference": world.waiting_referral},
            "foreign": {"reference": world.foreign_referral},
        }
        return files | waits
    return None


def beside_the_table(world: World) -> Iterator[tuple[str, Arguments]]:
    """Return more addresses about restricted persons: of the case that one left, and of where one is known.

    Access to them is no other than to the files of the table; what they tell, and what they leave, is.
    """
    for name, arguments in addresses().items():
        if arguments and name.startswith("referrals:"):
            yield name, {"reference": world.known}
        elif arguments and _free(world, name) is None:
            for file in world.parted:
                yield from ((name, given) for _more, given in _about(name, file, whole=False))


def _of_evidence(world: World, page: str) -> dict[str, Arguments]:
    """Return the arguments of an address of figures."""
    if page == "explore-copy":
        return {"csv": {"way": "csv"}, "xlsx": {"way": "xlsx"}, "nobody": {"way": "exe"}}
    if page == "explore-remove":
        return {"open": {"key": world.question}, "nobody": {"key": NOBODY}}
    more: Arguments = {
        "edition-document": {"language": "fr", "way": "html"},
        "edition-numbers": {"way": "csv"},
    }.get(page, {"chapter": "avrr-be", "table": "returns"} if page.startswith("number") else {})
    return {"open": {"key": world.edition} | more, "nobody": {"key": NOBODY} | more}


def _of_numbers(world: World, space: str, page: str) -> dict[str, Arguments]:
    """Return the arguments of an address about money spent or a past that comes in."""
    if page == "project":
        return {"open": {"code": PROJECT}, "nobody": {"code": "nowhere"}}
    taken = world.spent
    if page in ("quantity", "take-back") and space == "history":
        taken = world.quantity
    elif space == "history":
        taken = {"discard": world.upload_to_discard}.get(page, world.upload)
    return {"open": {"key": taken}, "nobody": {"key": NOBODY}}


def _about(name: str, file: File, *, whole: bool) -> list[tuple[str, Arguments]]:
    """Return the arguments of an address that is about a file."""
    one: dict[str, Arguments] = {
        "cases:case": {"reference": file.case},
        "cases:advance": {"reference": file.case},
        "cases:finish-task": {"key": file.task},
        "cases:document": {"key": file.document},
        "cases:answer-hand-over": {"key": file.hand_over},
        "access:audit-person": {"key": file.person},
        "access:audit-case": {"key": file.case_key},
        "access:opening-seen": {"key": file.opening},
        "people:document": {"key": file.paper},
        "people:drop-reference": {"key": file.person, "told": file.number},
        "people:end-contact": {"key": file.person, "told": file.contact},
        "people:judge-contact": {"key": file.person, "told": file.contact},
        "people:household": {"key": file.household},
        "people:leave-household": {"key": file.household, "person": file.person},
        "people:relation": {"key": file.household, "person": file.person},
        "consents:withdraw": {"key": file.consent},
        "consents:sheet": {"key": file.consent},
        "consents:decide": {"key": file.override},
        "movements:book": {"case_key": file.case_key},
        "movements:fitness": {"key": file.traveller},
        "protection:assessment": {"key": file.assessment},
        "protection:agreement": {"key": file.guardian},
        "protection:withdrawal": {"key": file.guardian},
        "protection:sealed": {"reference": file.case},
        "protection:seen": {"key": file.opening},
        "reintegration:request": {"key": file.help},
        "reintegration:ask": {"key": file.traveller},
        "retention:hold": {"kind": "person", "key": file.person},
        "rights:take-down": {"person": file.person},
        "rights:copy": {"key": file.asked, "language": "fr"},
        "rights:copy-for-programs": {"key": file.asked, "language": "fr"},
    }
    if name in one:
        return [("", one[name])]
    if name == "cases:do":
        # Every thing that can be done, on the open file; one of them, on the others: they share one view.
        whats = (*DOINGS, "nothing") if whole else ("note",)
        return [(f" {what}", {"reference": file.case, "what": what}) for what in whats]
    if name == "movements:passenger":
        whats = ("no-show", "arrived")
        return [(f" {what}", {"key": file.movement, "told": file.passenger, "what": what}) for what in whats]
    usual: dict[str, Arguments] = {
        "people": {"key": file.person},
        "consents": {"person": file.person},
        "movements": {"key": file.movement},
        "protection": {"key": file.traveller},
        "rights": {"key": file.asked},
    }
    return [("", usual[name.partition(":")[0]])]
