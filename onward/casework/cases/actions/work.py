"""The daily work on a case: sessions, needs, tasks, notes and documents."""

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.access.queries import acting_user
from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.by_rule import end_task, end_tasks
from onward.casework.cases.actions.ended_needs import ENDED_BEFORE_FOUND, check_stands_alone
from onward.casework.cases.actions.joinings import for_whom
from onward.casework.cases.actions.locking import (
    lock_about,
    lock_any_case,
    lock_case,
    lock_traveller,
    spoken_for,
)
from onward.casework.cases.actions.needs import course_of, levels_of, record_about
from onward.casework.cases.actions.sessions import check_minutes
from onward.casework.cases.actions.since import day_since_opening
from onward.casework.cases.choices import added_in_words
from onward.casework.cases.hooks import tell
from onward.casework.cases.models import Case, Document, Note, Session, Task, Traveller, Vulnerability
from onward.casework.programmes import queries as programmes
from onward.kernel import files
from onward.kernel.actions import Act, action, gatekeeper
from onward.kernel.days import day_of
from onward.kernel.models import Event
from onward.kernel.problems import Invalid
from onward.kernel.text import clean
from onward.reference.choices import NoSuchChoice

BEFORE_THE_BIRTH = _("This day lies before their birth.")


@action("cases.write")
def hold_session(
    act: Act,
    case: Case,
    *,
    way: str,
    held_on: date | None = None,
    place: str = "",
    language: str = "",
    interpreter: bool = False,
    minutes: int | None = None,
    topics: Sequence[str] = (),
    summary: str = "",
    about: Traveller | None = None,
    by_partner: UUID | None = None,
    once: UUID | None = None,
) -> Session:
    """Record a counselling session with the household as the actor sees it, or with one traveller.

    One with the household counts for who was in the case on its day: whoever joined later was not there, and
    is noted for the case that the day turns out to be another one.
    """
    case = lock_case(act, case)
    act.once(once)
    day = day_since_opening(act, case, "held_on", held_on)
    check_minutes(minutes)
    held = lock_about(act, case, about)
    person = held.person if held else None
    session = Session.objects.create(
        case=case,
        person_key=person.key if person else None,
        held_on=day,
        way=choices.check("way", way, Session.Way.values),
        place=clean(place, 120, field="place"),
        language=choices.language("language", language),
        interpreter=interpreter,
        minutes=minutes,
        topics=choices.check_all("topics", topics, choices.listed("session-topics")),
        counsellor=acting_user(act),
        by_partner=by_partner,
        summary=clean(summary, 20_000, field="summary", lines=True),
    )
    fact = events.SessionHeld(
        session=session.key,
        way=way,
        language=language or None,
        minutes=minutes,
        topics=tuple(session.topics),
        by_partner=by_partner,
    )
    if held is None:
        fact = fact.model_copy(update=for_whom(case, spoken_for(act, case), day))
    act.record(fact, office=case.office.code, case=case, person=person, occurred_on=day)
    return session


@action("cases.write")
def find_vulnerability(
    act: Act,
    traveller: Traveller,
    category: str,
    severity: str,
    *,
    found_on: date | None = None,
    despite: bool = False,
) -> Vulnerability:
    """Record that a traveller is vulnerable in a category; several may stand at once.

    Of somebody whom the category does not concern, by the sex in the records, with `despite` alone.

    Raises:
        AlreadyRecorded, NotOfThisSex: see `problems`.
        Invalid: the day lies before the person can have been born, or before one ended that was found before.
    """
    traveller = lock_traveller(act, traveller)
    choices.check("category", category, choices.listed("vulnerabilities"))
    choices.check("severity", severity, Vulnerability.Severity.values)
    if traveller.vulnerabilities.filter(category=category, ended_on=None).exists():
        raise problems.AlreadyRecorded("category")
    person = traveller.person
    if not despite and not choices.concerns("vulnerabilities", category, person.sex):
        sex, what = person.get_sex_display(), choices.label("vulnerabilities", category)
        raise problems.NotOfThisSex("category", who=person.name, sex=str(sex), what=what)
    day = day_of(act, "found_on", found_on, first=person.born_from, too_early=BEFORE_THE_BIRTH)
    found = Vulnerability(
        traveller=traveller, category=category, severity=severity, found_on=day, found_by=acting_user(act)
    )
    check_stands_alone(act, found, "found_on", None, traveller=traveller)
    found.save()
    record_about(act, traveller, events.VulnerabilityFound(category=category, severity=severity), day)
    return found


@action("cases.write")
def end_vulnerability(
    act: Act, traveller: Traveller, category: str, reason: str, *, ended_on: date | None = None
) -> Vulnerability:
    """Record that a category no longer applies to a traveller, and why.

    For a reason which says that it was `never_so` it is taken back: it stood on no day, and `ended_on` is not
    asked. The gates look at what stands, so they may open. A mark that the category brought stays until a
    focal point lifts it.
    """
    traveller = lock_traveller(act, traveller)
    choices.check("reason", reason, choices.listed("vulnerability-end-reasons"))
    # Looked up here, not there: what PostgreSQL cannot even read is no category either.
    standing = traveller.vulnerabilities.select_for_update().filter(ended_on=None)
    found = next((one for one in standing if one.category == category), None)
    if found is None:
        raise problems.NotVulnerable("category")
    course = course_of(traveller, found) if reason in choices.never_so("vulnerability-end-reasons") else None
    told = course.found if course else None
    found.ended_on = found.found_on if told else day_of(act, "ended_on", ended_on)
    if found.ended_on < found.found_on:
        raise Invalid("ended_on", message=ENDED_BEFORE_FOUND)
    found.save(update_fields=["ended_on"])
    if told:
        act.retract(told, reason)
        return found
    fact = events.VulnerabilityEnded(category=category, reason=reason)
    record_about(act, traveller, fact, found.ended_on)
    return found


@action("cases.write")
def record_medical_needs(act: Act, traveller: Traveller, level: str, *, on: date | None = None) -> Traveller:
    """Record how much a traveller's health weighs on the journey, none, mild or severe, as found on a day.

    Another level of a day of which one is on record stands in the place of that one: it was told wrongly. By
    that, what was recorded wrongly of somebody who has left is put right too, or added as found before.

    Raises:
        AlreadyRecorded: that is what stands for the day.
    """
    traveller = lock_traveller(act, traveller)
    day = day_of(act, "found_on", on)
    choices.check("level", level, choices.MEDICAL_LEVELS)
    levels = list(levels_of(traveller))
    before = next((one for one in reversed(levels) if one.occurred_on <= day), None)
    if before and before.payload["level"] == level:
        raise problems.AlreadyRecorded("level")
    if not any(one.occurred_on > day for one in levels):
        traveller.medical_needs = level
    act.save(traveller, "medical_needs")
    fact = events.MedicalNeedsRecorded(level=level)
    if before and (before.occurred_on, before.case_key) == (day, traveller.case.key):
        act.correct(before, fact)
        tell(act, traveller, fact)
    else:
        record_about(act, traveller, fact, day)
    return traveller


@action("cases.write")
def record_accompaniment(
    act: Act, traveller: Traveller, accompanied: bool | None, *, on: date | None = None
) -> Traveller:
    """Record whether a child travels with a parent or a lawful guardian; None where that is not known.

    Yes and no end the tasks to find it out.

    Raises:
        Invalid: somebody of age on that day is said to travel alone, or it is not to be known of somebody who
            has departed.
    """
    traveller = lock_traveller(act, traveller)
    day = day_of(act, "on", on)
    programme = programmes.rules_of(traveller.case.version_of_programme).definition
    departed = rules.has_departed(programme, traveller.stage)
    known = traveller.accompanied is not None
    rules.check_accompaniment(accompanied, traveller.person.born_to, day, departed=departed, known=known)
    if traveller.accompanied == accompanied:
        raise problems.AlreadyRecorded("accompanied")
    traveller.accompanied = accompanied
    act.save(traveller, "accompanied")
    record_about(act, traveller, events.AccompanimentRecorded(accompanied=accompanied), day)
    if accompanied is not None:
        end_tasks(act, traveller.case, rules.CHILD_ALONE, Q(person_key=traveller.person.key))
    return traveller


@action("cases.write")
def set_task(
    act: Act,
    case: Case,
    *,
    due_on: date,
    words: str = "",
    kind: str = "other",
    about: Traveller | None = None,
    assigned_to: User | None = None,
    once: UUID | None = None,
) -> Task:
    """Set something to do by a day, for the counsellor of the case unless somebody else is named."""
    case = lock_case(act, case)
    act.once(once)
    words = clean(words, 300, field="words")
    if kind == "other" and not words:
        raise Invalid("words", message=choices.SAY_WHAT)
    if assigned_to is not None and (assigned_to.office_id != case.office_id or not assigned_to.is_active):
        raise NoSuchChoice("assigned_to", value=assigned_to.name)
    held = lock_about(act, case, about)
    person = held.person if held else None
    task = Task.objects.create(
        case=case,
        person_key=person.key if person else None,
        kind=choices.check("kind", kind, choices.listed("task-kinds").keys() - rules.BY_THE_HOUSE),
        words=words,
        due_on=due_on,
        assigned_to=assigned_to or case.counsellor or acting_user(act),
        made_by=acting_user(act),
    )
    fact = events.TaskSet(task=task.key, kind=kind, due_on=due_on)
    act.record(fact, office=case.office.code, case=case, person=person)
    return task


@action("cases.write")
def finish_task(act: Act, task: Task, *, done_on: date | None = None, version: int | None = None) -> Task:
    """Tick a task off, also in a closed case: what was still to be done outlives the closing.

    Raises:
        OnAnotherDesk: whoever it is for looks after a child, and the actor does not.
    """
    task = act.lock(task, version=version)
    if task.done_on:
        raise problems.AlreadyRecorded()
    rules.check_desk(task, acting_user(act))
    end_task(act, task, day_of(act, "done_on", done_on))
    return task


@action("cases.write")
def reopen_task(act: Act, task: Task) -> Task:
    """Take back that a task is done, in a closed case too: it is open again, due when it was.

    Raises:
        NotDone: it is open.
    """
    lock_any_case(act, task.case)
    task = act.lock(task)
    told = Event.objects.filter(
        case_key=task.case.key, type=events.TaskDone.type, payload__task=str(task.key)
    )
    ended = told.standing().order_by("-position").first()
    if task.done_on is None or ended is None:
        raise problems.NotDone()
    task.done_on = task.done_by = None
    act.save(task, "done_on", "done_by")
    act.retract(ended)
    return task


@action("cases.write")
def add_note(
    act: Act, case: Case, text: str, *, about: Traveller | None = None, once: UUID | None = None
) -> Note:
    """Write a note on the case, or on one traveller."""
    case = act.lock(case)
    act.once(once)
    words = clean(text, 20_000, field="text", lines=True)
    if not words:
        raise Invalid("text", message=choices.SAY_WHAT)
    held = lock_about(act, case, about)
    person = held.person if held else None
    note = Note.objects.create(
        case=case,
        person_key=person.key if person else None,
        text=words,
        author=acting_user(act),
        written_at=act.at,
    )
    act.record(events.NoteAdded(note=note.key), office=case.office.code, case=case, person=person)
    return note


@action("cases.write")
def add_document(
    act: Act,
    case: Case,
    stream: BinaryIO,
    *,
    name: str,
    kind: str,
    about: Traveller | None = None,
    again: bool = False,
    once: UUID | None = None,
) -> Document:
    """Take a file in: what its bytes say decides what it is, and they are stored outside the web root.

    One whose very bytes are among the documents that the actor sees with `again` alone.

    Raises:
        SameFile: see `problems`; a fault of the file itself: see `kernel.files`.
    """
    case = act.lock(case)
    act.once(once)
    choices.check("kind", kind, choices.listed("document-kinds"))
    held = lock_about(act, case, about)
    person = held.person if held else None
    seen = files.inspect(stream, name, files.KINDS)
    if not again:
        _ask_about_twin(act, case, seen.sha256)
    stored = files.store(stream)
    document = Document.objects.create(
        key=uuid4(),
        case=case,
        person_key=person.key if person else None,
        kind=kind,
        name=files.safe_name(name),
        media_type=seen.media_type,
        size=seen.size,
        sha256=seen.sha256,
        stored_as=stored.key,
        added_by=acting_user(act),
        added_at=act.at,
    )
    fact = events.DocumentAdded(document=document.key, kind=kind)
    act.record(fact, office=case.office.code, case=case, person=person)
    return document


def _ask_about_twin(act: Act, case: Case, sha256: str) -> None:
    """Refuse bytes that a document of the case in the actor's sight has already."""
    twins = gatekeeper().reach(act.actor, act.verb, Document).filter(case=case, sha256=sha256)
    twin = twins.select_related("added_by").order_by("pk").first()
    if twin is not None:
        kind = choices.label("document-kinds", twin.kind)
        raise problems.SameFile("file", what=f"{twin.name} ({kind}, {added_in_words(twin)})")
