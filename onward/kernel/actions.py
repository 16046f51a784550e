"""The one door through which anything changes: permit, lock, change, event, in one transaction.

    @action("cases.write")
    def add_note(act: Act, case: Case, text: str) -> Note:
        case = act.lock(case)
        note = Note.objects.create(case=case, text=text, author=act.actor)
        act.record(NoteAdded(note=note.key), case=case, office=case.office.code)
        return note

A caller writes `add_note(actor, case, "…")`. An action called by another action joins its transaction with
`add_note.within(act, case, "…")`: its own verb is checked all the same.

The kernel knows that there is a check of permits and a guard of rows, not what they decide: `access`
registers both. Without them everything is refused.
"""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, connection, models, transaction

from onward.kernel import clock
from onward.kernel.copying import copy_rows
from onward.kernel.events.log import row as event_row
from onward.kernel.events.types import EventType, Retraction
from onward.kernel.models import Event, Sending
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Problem, Refused, SentOtherwise
from onward.kernel.sending import content_sent

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


class Actor(Protocol):
    """Who acts: a user, or the house itself at night."""

    @property
    def key(self) -> UUID:
        """The random key by which events and the audit name the actor."""


class Gatekeeper(Protocol):
    """What `access` registers: the only judge of who may do what to which row."""

    def permit(self, actor: Actor, verb: str) -> None:
        """Raise `Refused` with its reason unless the actor's roles have `verb` at all."""

    def reach(self, actor: Actor, verb: str, rows: type[M]) -> models.QuerySet[M]:
        """Return the rows that the actor may see and do `verb` to."""

    def refusal(self, actor: Actor, verb: str, row: models.Model) -> Problem:
        """Return why `row` is out of reach: `Missing` where it may not even be seen, else `Refused`."""


_gatekeeper: Gatekeeper | None = None


def register_gatekeeper(gatekeeper: Gatekeeper) -> None:
    """Set the judge that every action asks. Called once, by `access`."""
    global _gatekeeper
    _gatekeeper = gatekeeper


def gatekeeper() -> Gatekeeper:
    """Return the registered judge.

    Raises:
        Refused: none is registered, so nothing is allowed.
    """
    if _gatekeeper is None:
        raise Refused(reason="no-gatekeeper")
    return _gatekeeper


Follower = Callable[["Act", Event], None]

_followers: list[Follower] = []


def on_recorded(follower: Follower) -> Follower:
    """Register who follows each event within the action that records it; called when the house starts.

    Corrections and retractions (`event.retracts`) are followed too: what an event has brought may be gone.
    """
    if follower not in _followers:
        _followers.append(follower)
    return follower


Above = Callable[[Sequence[Any]], Iterable[models.QuerySet[Any]]]

_above: dict[type[models.Model], Above] = {}


def held_under(table: type[models.Model], above: Above) -> None:
    """Say what is held before rows of `table`, whichever action locks them; called when the house starts.

    Who changes one part of something so waits for who changes another part of it, and what a decision has
    looked at is still so when it is taken. All wait at the top, in one order, so that nobody holds what
    another one needs while waiting for what that one holds. `above` is given the rows that are to be locked;
    each of its querysets is held in the order of the primary key.
    """
    _above[table] = above


class Act:
    """One action under way: its actor, its verb, its moment, and the ways to lock and to record."""

    def __init__(self, actor: Actor, verb: str, name: str, at: datetime) -> None:
        self.actor = actor
        self.verb = verb
        self.name = name
        self.at = at
        self.events: list[Event] = []

    @property
    def today(self) -> date:
        """The office's date at the moment of this action."""
        return clock.today()

    def lock(self, row: M, *, version: int | None = None, verb: str | None = None) -> M:
        """Return `row` read afresh and held until the end of the transaction, after what it is `held_under`.

        Args:
            row: any instance with its primary key.
            version: the version that the user's form was made from; checked against the row's own.
            verb: another verb than the action's, where the row asks for one.

        Raises:
            Missing, Refused: the actor may not see it, or not do this to it.
            ChangedMeanwhile: somebody saved it after the form was opened.
        """
        [held] = self.lock_all([row], verb=verb)
        if version is not None and version != getattr(held, "version", version):
            raise ChangedMeanwhile(now=getattr(held, "version", None))
        return held

    def lock_all(self, rows: Sequence[M], *, verb: str | None = None) -> list[M]:
        """Return several rows of one table, in the order given: as `lock`, in one order for everybody.

        Raises:
            Missing, Refused: one of them is out of the actor's sight or reach.
        """
        table = type(rows[0])
        if table in _above:
            for above in _above[table](rows):
                list(above.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        needed = verb or self.verb
        # No primary key ever changes, so what refers to a held row may be written by others meanwhile.
        reached = gatekeeper().reach(self.actor, needed, table).filter(pk__in=[row.pk for row in rows])
        held = {one.pk: one for one in reached.select_for_update(of=("self",), no_key=True).order_by("pk")}
        for row in rows:
            if row.pk not in held:
                raise gatekeeper().refusal(self.actor, needed, row)
        return [held[row.pk] for row in rows]

    def save(self, row: models.Model, *fields: str) -> None:
        """Write `fields` of a locked row, and count its version up where it has one."""
        if hasattr(row, "version"):
            row.version += 1
            fields = (*fields, "version")
        row.save(update_fields=list(fields))

    def record(
        self,
        fact: EventType,
        *,
        office: str,
        case: Any = None,
        person: Any = None,
        about: Any = None,
        occurred_on: date | None = None,
        supersedes: Event | None = None,
    ) -> Event:
        """Write the event for what was just changed.

        Args:
            fact: what happened.
            office: code of the office whose work it is.
            case: the case that it happened to, a row or its key.
            person: the person whom it is about, likewise.
            about: another subject (a movement, a hold, an organisation), likewise; at least one of the three.
            occurred_on: when it happened; today where it is left out.
            supersedes: the event that this one corrects.
        """
        event = event_row(
            fact,
            office=office,
            occurred_on=occurred_on or self.today,
            recorded_at=self.at,
            actor_key=self.actor.key,
            case=_key(case),
            person=_key(person),
            about=_key(about),
            supersedes=supersedes.pk if supersedes else None,
        )
        return self._write(event)

    def correct(self, event: Event, fact: EventType, *, occurred_on: date | None = None) -> Event:
        """Write `fact` in the place of an event, about the same subjects; the old one stays where it is.

        Args:
            event: what was recorded wrongly; nobody has superseded it yet.
            fact: what is right, of the same type.
            occurred_on: the right day; that of the old event where it is left out.
        """
        return self.record(
            fact,
            office=event.office,
            case=event.case_key,
            person=event.person_key,
            about=event.about_key,
            occurred_on=occurred_on or event.occurred_on,
            supersedes=event,
        )

    def retract(self, event: Event, reason: str | None = None) -> Event:
        """Take an event back by a new one; the old one stays where it is.

        Args:
            event: what did not happen.
            reason: coded, where somebody takes this very event back; None for what only followed from one
                that is taken back along with it.
        """
        fresh = Event(
            type=event.type,
            case_key=event.case_key,
            person_key=event.person_key,
            about_key=event.about_key,
            office=event.office,
            occurred_on=event.occurred_on,
            recorded_at=self.at,
            actor_key=self.actor.key,
            payload=Retraction(reason=reason).payload(),
            supersedes_id=event.pk,
            retracts=True,
        )
        return self._write(fresh)

    def _write(self, event: Event) -> Event:
        """Write an event and let everybody follow it."""
        event.save(force_insert=True)
        self.events.append(event)
        for follower in _followers:
            follower(self, event)
        return event

    def record_past(self, events: Sequence[Event]) -> None:
        """Write many events of a past that is brought in, in their order, each known when its row says so.

        They do not learn their positions. Nobody follows them: followers end what waits for a fact, and
        nothing waits in what is over.
        """
        copy_rows(Event, events)

    def once(self, token: UUID | None) -> None:
        """Take note of the form's token; a second sending of the same form stops here.

        Called before a version is compared: a second sending is no change of a colleague.

        Raises:
            AlreadySent: the token was used before.
            SentOtherwise: it was, by the same actor for the same, and what was typed is not what it was.
        """
        if token is None:
            return
        try:
            with transaction.atomic():
                Sending.objects.create(
                    token=token,
                    actor_key=self.actor.key,
                    action=self.name,
                    sent_at=self.at,
                    content=content_sent(),
                )
        except IntegrityError as clash:
            own = Sending.objects.filter(token=token, actor_key=self.actor.key, action=self.name)
            first = own.values_list("content", flat=True).first()
            if first and content_sent() not in ("", first):
                raise SentOtherwise from clash
            raise AlreadySent from clash


def _key(subject: Any) -> UUID | None:
    """Return the random key of a subject that was given as a row or as the key itself."""
    return cast("UUID | None", getattr(subject, "key", subject))


_verbs: dict[str, str] = {}


def verb_of(name: str) -> str | None:
    """Return the verb of an action that the audit calls `name`; none for what is no action of today."""
    return _verbs.get(name)


class Action(Generic[P, R]):
    """A function of a room's `actions.py`, made into a door."""

    def __init__(self, verb: str, function: Callable[Concatenate[Act, P], R]) -> None:
        self.verb = verb
        self.function = function
        self.name = (
            f"{function.__module__.removeprefix('onward.').removesuffix('.actions')}.{function.__name__}"
        )
        _verbs[self.name] = verb
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__
        self.__wrapped__ = function

    def __call__(self, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it for `actor`, in a transaction of its own (or as part of the caller's)."""
        gatekeeper().permit(actor, self.verb)
        act = Act(actor, self.verb, self.name, clock.now())
        with transaction.atomic():
            try:
                tell_database(actor, self.name)
                result = self._run(act, *args, **kwargs)
            except (OperationalError, InterfaceError) as error:
                setattr(error, BROKE_OFF, not _ended.get())
                raise
            _ended.set(True)
        return result

    def within(self, outer: Act, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it as part of another action: same actor, same transaction, own permit."""
        gatekeeper().permit(outer.actor, self.verb)
        act = Act(outer.actor, self.verb, self.name, outer.at)
        act.events = outer.events
        return self._run(act, *args, **kwargs)

    def _run(self, act: Act, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the function, and hold it to its promise: whatever changed has an event."""
        before = len(act.events)
        result = self.function(act, *args, **kwargs)
        if len(act.events) == before:
            raise RuntimeError(f"{self.name} ended without an event.")
        return result


BROKE_OFF = "broke_off_the_first_action"
_ended: ContextVar[bool] = ContextVar("an_action_ended", default=False)
"""Whether an action ran to its end, and may be kept, since `count_anew`."""


def count_anew() -> None:
    """Begin a request: no action of it has ended yet."""
    _ended.set(False)


def broke_off(error: BaseException) -> bool:
    """Say whether a database that went away broke an action off before any other had ended.

    Its transaction was never told to commit: of the whole request nothing is kept, for actions are the only
    writers.
    """
    return bool(getattr(error, BROKE_OFF, False))


def action(verb: str) -> Callable[[Callable[Concatenate[Act, P], R]], Action[P, R]]:
    """Make the function below into the door for `verb`."""
    return lambda function: Action(verb, function)


def tell_database(actor: Actor | None, name: str) -> None:
    """Tell the transaction who acts and under what name, for the audit that its triggers write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('onward.actor', %s, true), set_config('onward.action', %s, true)",
            [str(actor.key) if actor else "", name],
        )
