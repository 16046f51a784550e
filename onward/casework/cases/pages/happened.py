"""What happened in a case, a line an event: the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from onward.access.models import User
from onward.casework.cases.actions.needs import what_ended
from onward.casework.cases.choices import told_apart
from onward.casework.cases.events import HoldReleased, SessionHeld, VulnerabilityEnded
from onward.casework.cases.hooks import CameIn, came_in
from onward.casework.cases.models import Case, HandOver, Traveller
from onward.casework.cases.pages.telling import details_of, event_words
from onward.casework.cases.queries.timeline import AT_ONCE
from onward.casework.programmes.versions import ProgrammeRules
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.models import Event
from onward.kernel.text import day_in_words
from onward.reference.choices import said


@dataclass(frozen=True)
class Happening:
    """A line of the timeline.

    `text` is that of a note, or the summary of a session; `details` say how a session was
    held, or from which hold the case was released. `concerns` are the keys of whom `about` names, persons or
    else a hand-over. `file` is the document that was added: its key, its name, and its size. `other` is the
    reference of the case to or from which somebody parted. `undone` tells what no longer stands. `brought_in`
    is when it came in with the files of before, where it is known since another day.
    """

    event: Event
    words: str
    about: str
    by: str
    text: str
    details: Sequence[str]
    late: bool
    corrected: bool
    brought_in: datetime | None = None
    undone: str = ""
    concerns: frozenset[str] = frozenset()
    file: tuple[UUID, str, str] | None = None
    other: str = ""


def happenings(
    user: User,
    case: Case,
    events: Sequence[Event],
    rules: ProgrammeRules,
    travellers: Sequence[Traveller],
    hand_overs: Sequence[HandOver],
) -> list[Happening]:
    """Return the timeline: one line an event, with the words of notes and sessions, and who recorded it."""
    missions = {str(one.key): one.mission.called for one in hand_overs}
    people = {one.person.key: one.person.name for one in travellers}
    staying = {str(one.person.key): one.person.name for one in travellers if one.left_case_on is None}
    files, found = _files_of(events), _found_before(case, events)
    past = came_in([case.key]).get(case.key) if case.brought_in else None
    return _together(
        Happening(
            event=event,
            words=event_words(user, event, rules),
            about=people.get(event.person_key) or getattr(event, "gone", None) or ""
            if event.person_key
            else missions.get(event.payload.get("hand_over", ""), "")
            or _let_go(event, staying)
            or ", ".join(people[key] for key in event.went),  # type: ignore[attr-defined]
            by=event.by or "",  # type: ignore[attr-defined]  # set by queries.timeline, as are the next ones
            text=_text_of(event),
            file=files.get(event.pk),
            details=[*found.get(event.pk, ()), *details_of(event)],
            late=(event.recorded_at.date() - event.occurred_on).days > 1,
            brought_in=_brought_in(event, past),
            corrected=event.corrected,  # type: ignore[attr-defined]
            undone=_undone(event),
            other=event.other or "",  # type: ignore[attr-defined]
            concerns=_concerned(event),
        )
        for event in events
    )


def _brought_in(event: Event, past: CameIn | None) -> datetime | None:
    """Return when an event was written that came in with the files of before, and is known since earlier."""
    if past is None or event.written_by != past.written_by:
        return None
    known, came_in_on = (at.astimezone(OFFICE_ZONE).date() for at in (event.recorded_at, past.brought_at))
    return past.brought_at if known != came_in_on else None


def _found_before(case: Case, events: Sequence[Event]) -> dict[int, list[str]]:
    """Return of each end of a vulnerability which one it was: two of a category may have been."""
    ends = [one for one in events if one.type == VulnerabilityEnded.type]
    told = {}
    for place, one in what_ended(ends, [case.key, *(case.came_from or ())]).items():
        of = {"day": day_in_words(one.occurred_on, "j F Y")}
        told[place] = [said("severities", one.payload["severity"]), _("found on %(day)s") % of]
    return told


def _undone(event: Any) -> str:
    """Return that an event no longer stands, in words: a line through it is read by nobody who hears it."""
    if not event.corrected:
        return ""
    told = _("Taken back on %(day)s.") if event.taken_back else _("Replaced by what was recorded on %(day)s.")
    return told % {"day": day_in_words(event.corrected_at, "j F Y")}


def _text_of(event: Any) -> str:
    """Return the words that stand under an event; those of a session that was corrected stand once."""
    told_below = event.type == SessionHeld.type and event.corrected
    return "" if told_below else event.text or ""


def _let_go(event: Event, staying: Mapping[str, str]) -> str:
    """Return for whom a release counts, of those in sight, where that is not everybody; empty otherwise."""
    if event.type != HoldReleased.type or set(staying) <= set(named := _named(event)):
        return ""
    return ", ".join(name for key, name in staying.items() if key in named)


def _named(event: Any) -> Sequence[str]:
    """Return the keys of whom a release names; of one that was taken back, whom it had named."""
    return getattr(event, "named", None) or ()


def _concerned(event: Event) -> frozenset[str]:
    """Return the keys of what tells this line apart from another of the same words and moment."""
    if event.type == HoldReleased.type:
        return frozenset(_named(event))
    return frozenset([str(event.person_key or event.payload.get("hand_over", ""))])


def _files_of(events: Sequence[Any]) -> dict[int, tuple[UUID, str, str]]:
    """Return the document of each event that tells of one: key, name, and size as it tells it from others."""
    added = [one for one in events if one.file_key]
    sizes = told_apart((one.file_key, one.file_name, one.file_size, one.file_hash) for one in added)
    return {one.pk: (one.file_key, one.file_name, sizes[one.file_key]) for one in added}


def _together(lines: Iterable[Happening]) -> list[Happening]:
    """Return the timeline with what happened to several travellers at once in one line, each named once."""
    shown: list[Happening] = []
    for line in lines:
        same = _same_moment(shown, line)
        if same is None:
            shown.append(line)
        elif not line.concerns <= shown[same].concerns:
            names = [line.about] if line.about == shown[same].about else [line.about, shown[same].about]
            about = ", ".join(names)
            shown[same] = replace(shown[same], about=about, concerns=shown[same].concerns | line.concerns)
    return shown


def _same_moment(shown: Sequence[Happening], line: Happening) -> int | None:
    """Return where the same stands of another traveller, recorded in one go with this line."""
    for at in reversed(range(len(shown))):
        other = shown[at]
        if abs(other.event.recorded_at - line.event.recorded_at) > AT_ONCE:
            continue
        if (
            line.about
            and other.about
            and not (line.text or other.text or line.file or other.file)
            and _alike(other, line)
        ):
            return at
    return None


def _alike(one: Happening, other: Happening) -> bool:
    """Say whether two lines tell the same of different travellers."""
    return (one.words, one.details, one.event.occurred_on, one.by, one.late, one.undone) == (
        other.words,
        other.details,
        other.event.occurred_on,
        other.by,
        other.late,
        other.undone,
    )
