"""Programmes as cases meet them: the version in force, and the rules of the version that a case keeps."""

from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from typing import cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.casework.programmes.definition import Channel
from onward.casework.programmes.models import ProgrammeVersion
from onward.casework.programmes.versions import (
    ProgrammeRules,
    current_programmes,
    current_version,
    from_snapshot,
)
from onward.kernel import clock
from onward.kernel.definitions import current_library
from onward.kernel.questions import question

_rules: dict[int, ProgrammeRules] = {}
_numbers: dict[int, int] = {}


def rules_of(version: ProgrammeVersion) -> ProgrammeRules:
    """Return the rules of a version that was kept; read once, as a version never changes."""
    return remembered(version.pk, version)


def remembered(pk: int, version: ProgrammeVersion | None = None) -> ProgrammeRules:
    """Return the rules of the version with this primary key, asking the database only the first time."""
    if pk not in _rules:
        found = version or ProgrammeVersion.objects.get(pk=pk)
        _rules[pk] = from_snapshot(found.body, found.hash)
    return _rules[pk]


def number_of(pk: int) -> int:
    """Return which version of its programme it is that has this primary key, counted from 1."""
    if pk not in _numbers:
        _numbers[pk] = ProgrammeVersion.objects.values_list("number", flat=True).get(pk=pk)
    return _numbers[pk]


KNOWN_FOR = timedelta(minutes=1)
"""So long a worker takes the versions that it knows for all: another one may have kept a new one."""
_known: dict[str, tuple[datetime, tuple[int, ...]]] = {}


def kept_versions() -> tuple[int, ...]:
    """Return the primary keys of all versions that were kept for cases, in order, as of the last minute."""
    now = clock.now()
    asked, versions = _known.get("versions", (None, ()))
    if asked is None or not timedelta(0) <= now - asked < KNOWN_FOR:
        versions = tuple(_versions())
        for pk in versions:
            remembered(pk)
        _known["versions"] = (now, versions)
    return versions


def forget_versions() -> None:
    """Ask anew which versions there are: one was kept."""
    _known.clear()


@question()
def _versions() -> QuerySet[ProgrammeVersion, int]:
    return ProgrammeVersion.objects.order_by("pk").values_list("pk", flat=True)


def offered(office: str | None = None) -> list[ProgrammeRules]:
    """Return the programmes in force, of one office or of all, in the order of their codes."""
    return [rules for rules in current_programmes() if office is None or rules.definition.office == office]


def rules_in_force(code: str) -> ProgrammeRules:
    """Return the rules under which a new case would be opened.

    Raises:
        UnknownDefinition: no programme has this code.
    """
    return current_version(code)


def stage_labels(codes: Container[str] | None = None) -> dict[str, str]:
    """Return the names of all stages of the programmes in force, by code."""
    return {
        stage.code: str(stage.name)
        for rules in offered()
        if codes is None or rules.code in codes
        for stage in rules.definition.pathway
    }


def channel_name(code: str) -> str:
    """Return the name of a channel of referral, or its code where it is no longer declared."""
    item = current_library().of("channels").get(code)
    return str(cast(Channel, item.body).name) if item else code


def may_read_channel(user: User | None, code: str) -> bool:
    """Say whether a user may know by which channel a household came: its name can tell a restriction."""
    item = current_library().of("channels").get(code)
    told = cast(Channel, item.body).tells if item else ""
    return not told or bool(user and told in user.focal_for)


def channel_seen(user: User | None, code: str) -> str:
    """Return the name of a channel as a user may read it: one word for all that tell a restriction."""
    return channel_name(code) if may_read_channel(user, code) else _("An organisation")


def channels_for(type: str, referred_by: Iterable[str]) -> tuple[str, ...]:
    """Return those of some channels by which an organisation of a type refers."""
    declared = current_library().of("channels")
    return tuple(
        code for code in referred_by if code in declared and cast(Channel, declared[code].body).fits(type)
    )


def channels(programme: str) -> list[tuple[str, str]]:
    """Return the channels of a programme in force, as a form wants them."""
    return [(code, channel_name(code)) for code in current_version(programme).definition.referred_by]
