"""What the pages about consents show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from onward.access.policy import may
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.kernel.events.log import latest_of
from onward.kernel.problems import Missing
from onward.records.consents import hooks, queries
from onward.records.consents.events import ConsentGiven
from onward.records.consents.hooks import Names, Subject
from onward.records.consents.models import Consent, Override
from onward.records.consents.rules import allows, stands
from onward.reference.choices import label


@dataclass(frozen=True)
class ConsentLine:
    """A consent in a list: to whom, and whether it holds today.

    `given_by` and `witness` are names only where they tell of nobody who is hidden from the reader; `named`
    are those of the records whom they name.
    """

    consent: Consent
    recipient: str
    stands: bool
    given_by: str = ""
    witness: str = ""
    named: Sequence[UUID] = ()


@dataclass(frozen=True)
class OverrideLine:
    """A request to send without consent: to whom, on what basis, and whether it allows sending today."""

    override: Override
    recipient: str
    legal_basis: str
    allows: bool
    subject: Subject | None = None


@dataclass(frozen=True)
class ConsentsPage:
    """The consents of a person, those that hold first; `named` are the persons whom they name besides."""

    subject: Subject
    consents: Sequence[ConsentLine]
    overrides: Sequence[OverrideLine]
    may_write: bool
    named: Sequence[UUID] = ()


@dataclass(frozen=True)
class WaitingPage:
    """The requests that wait for the data-protection officer."""

    rows: Sequence[OverrideLine]


def consents_page(actor: Actor, person: UUID) -> ConsentsPage:
    """Return the consents of a person.

    Raises:
        Missing: there is no such person, or not for this actor.
    """
    subject = hooks.subject(actor, person)
    consents, overrides = _lines(actor, person)
    lines = _with_names(actor, person, consents)
    named = [key for line in lines for key in line.named]
    return ConsentsPage(subject, lines, overrides, may(actor, "consents.write"), named)


def waiting_page(actor: Actor) -> WaitingPage:
    """Return the requests that nobody has answered; the name of a person only where the actor may see it."""
    rows = list(queries.waiting(actor)[:100])
    return WaitingPage(override_lines(rows, {one.person_key: _seen(actor, one.person_key) for one in rows}))


def panel(actor: Actor, person: UUID) -> dict[str, object] | None:
    """Return what `consents/panel.html` shows on the page of a person; None for who may not read consents."""
    if not may(actor, "consents.read"):
        return None
    consents, overrides = _lines(actor, person)
    standing = [line for line in consents if line.stands]
    return {
        "key": person,
        "standing": standing,
        "others": len(consents) - len(standing),
        "allowed": [line for line in overrides if line.allows],
        "asked": [line for line in overrides if line.override.decided_at is None],
    }


def override_lines(rows: Iterable[Override], seen: "dict[UUID, Subject | None]") -> list[OverrideLine]:
    """Return requests as lines of a list; one question for the names of all recipients."""
    known = list(rows)
    names = hooks.names_of([one.recipient_key for one in known]) if known else {}
    return [
        OverrideLine(
            one,
            names.get(one.recipient_key, ""),
            label("legal-bases", one.legal_basis),
            allows(one, clock.today()),
            seen.get(one.person_key),
        )
        for one in known
    ]


def _lines(actor: Actor, person: UUID) -> tuple[list[ConsentLine], list[OverrideLine]]:
    """Return consents, those that hold first, and requests about a person."""
    consents = queries.consents_of(actor, person=person)
    overrides = queries.overrides_of(actor, person=person)
    keys = {one.recipient_key for one in consents}
    names = hooks.names_of(keys) if keys else {}
    today = clock.today()
    lines = [ConsentLine(one, names.get(one.recipient_key, ""), stands(one, today)) for one in consents]
    return sorted(lines, key=lambda line: not line.stands), override_lines(overrides, {})


def _with_names(actor: Actor, person: UUID, lines: Sequence[ConsentLine]) -> list[ConsentLine]:
    """Return consents with who spoke and who heard it; in place of who is hidden stands what they were.

    Whoever wrote a name reads it: taken from them, it would tell that somebody of that name is hidden.
    """
    if not any(line.consent.given_by or line.consent.witness for line in lines):
        return list(lines)
    names = hooks.names_beside(actor, person)
    veiled = {line.consent.key: _veiled(names, line.consent) for line in lines}
    if any(veiled.values()):
        for (_who, key), fact in latest_of(actor.key, ConsentGiven, "consent", [person]).items():
            veiled[key] = veiled.get(key, frozenset()) & frozenset(fact.passed_on or ())

    def told(one: Consent, column: str, otherwise: str) -> str:
        return otherwise if column in veiled[one.key] else str(getattr(one, column))

    return [
        replace(
            line,
            given_by=told(line.consent, "given_by", _("a parent or guardian")),
            witness=told(line.consent, "witness", _("a witness")),
            named=_named(names, line.consent, veiled[line.consent.key]),
        )
        for line in lines
    ]


def _named(names: Names, one: Consent, veiled: frozenset[str]) -> list[UUID]:
    """Return the persons in sight whose names stand in a consent, where it is known who is meant."""
    meant = {
        "given_by": one.given_by_key or (names.bearer(one.given_by) if one.given_by else None),
        "witness": names.bearer(one.witness) if one.witness else None,
    }
    return [key for column, key in meant.items() if key and column not in veiled]


def _veiled(names: Names, one: Consent) -> frozenset[str]:
    """Return the columns of a consent with the name of somebody whom the reader may not see."""
    typed = {"given_by": one.given_by_key, "witness": None}
    return frozenset(
        column
        for column, bearer in typed.items()
        if getattr(one, column) and not names.may_be_told(getattr(one, column), bearer)
    )


def _seen(actor: Actor, person: UUID) -> Subject | None:
    """Return the person if the actor may see them."""
    if not may(actor, "people.read"):
        return None
    try:
        return hooks.subject(actor, person)
    except Missing:
        return None
