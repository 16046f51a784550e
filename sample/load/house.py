"""The house before its first case: offices, users, organisations with desks and rota, kept programmes."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from onward.access.models import Office, User
from onward.casework.programmes.actions import keep_version_in_force
from onward.casework.programmes.models import ProgrammeVersion
from onward.kernel import clock
from onward.kernel.called import OTHER_NAMES
from onward.records.partners.actions import Particulars, add_organisation, save_contact, save_desk, set_turn
from onward.records.partners.models import Desk, Organisation, RotaDay
from sample.draw.sources import habits, office
from sample.load import crew

PASSWORD_VARIABLE = "ONWARD_DEMO_PASSWORD"  # noqa: S105  # the name of a variable, not a password
USUAL_PASSWORD = "onward-demo"  # noqa: S105  # of made-up people only, and printed at every start
OPENING = datetime(2017, 1, 1, 6, tzinfo=UTC)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
WEEKS_OF_ROTA = 3


def password() -> str:
    """Return the password of everybody in the demo.

    Raises:
        RuntimeError: this house is not a made-up one.
    """
    if not settings.SYNTHETIC:
        raise RuntimeError("A demo password exists where people are made up, and nowhere else.")
    return os.environ.get(PASSWORD_VARIABLE) or USUAL_PASSWORD


def open_house() -> None:
    """Make what is missing of the house; what is there stays as it is."""
    _offices()
    _users()
    _organisations()
    with clock.at(OPENING):
        for programme in habits()["programmes"]:
            keep_version_in_force(programme)


def _offices() -> None:
    for kind, rows in (("country", office()["offices"]), ("mission", office()["missions"])):
        for one in rows:
            made, _new = Office.objects.get_or_create(
                code=one["code"],
                defaults={
                    "key": crew.key_of("office", one["code"]),
                    "name": one["name"],
                    "kind": kind,
                    "country": one["country"],
                    **other_names(one),
                },
            )
            if not made.phone:
                reached = {name: str(one.get(name, "")) for name in ("phone", "address")}
                Office.objects.filter(pk=made.pk).update(**reached)


def _users() -> None:
    """Make the users; one hash serves all of them, as it is the same password and no secret."""
    there = set(User.objects.values_list("email", flat=True))
    offices = {one.code: one for one in Office.objects.all()}
    hashed = make_password(password())
    for one in crew.staff().values():
        if one.email in there:
            continue
        User.objects.create(
            key=crew.key_of("user", one.username),
            email=one.email,
            name=one.name,
            password=hashed,
            roles=[one.role] if one.role else [],
            office=offices[one.office] if one.office and not one.organisation else None,
            organisation_key=crew.key_of("organisation", one.organisation) if one.organisation else None,
            focal_for=sorted(one.focal_for),
            language=one.language,
            made_at=OPENING,
        )


def _organisations() -> None:
    """Enter the organisations into the directory, each with its desk and whom to call there."""
    there = set(Organisation.objects.values_list("key", flat=True))
    keeper = User.objects.get(email=crew.staff()[crew.of_role("administrator", "be")[0]].email)
    colleagues = list(
        User.objects.filter(roles__contains=["counsellor"], office__code="be").order_by("email")
    )
    countries = {one["code"]: one["country"] for one in office()["offices"]}
    for number, one in enumerate(office()["organisations"]):
        key = crew.key_of("organisation", one["code"])
        if key in there:
            continue
        with clock.at(OPENING + timedelta(minutes=number)):
            made = add_organisation(keeper, _particulars(one, countries[one["office"]]), key=key)
            desk = save_desk(keeper, made, f"{one['name']}, {one['town']}"[:160], hours="09:00-16:00")
            contact = office()["escorts"][number % len(office()["escorts"])]
            save_contact(keeper, made, contact, desk=desk, role="Contact", email=f"{one['code']}@example.org")
        _rota(keeper, desk, one, colleagues)


def _particulars(one: dict[str, Any], country: str) -> Particulars:
    return Particulars(
        type=one["type"],
        name=one["name"],
        country=country,
        town=one["town"],
        services=one["services"],
        **other_names(one),
    )


def other_names(one: dict[str, Any]) -> dict[str, str]:
    """Return how an office or an organisation is called in other languages."""
    return {column: str(one.get(column, "")) for column in OTHER_NAMES}


def _rota(keeper: User, desk: Desk, one: dict[str, Any], colleagues: list[User]) -> None:
    """Put the organisation, and on its first day of the week a colleague of the house, on the rota."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    for week in range(WEEKS_OF_ROTA):
        for name in one.get("rota", ()):
            day = monday + timedelta(days=7 * week + WEEKDAYS.index(name))
            set_turn(keeper, desk, day, RotaDay.Part.MORNING, organisation=desk.organisation)
            if name == one["rota"][0]:
                who = _free(colleagues, day, week + len(one["code"]))
                if who:
                    set_turn(keeper, desk, day, RotaDay.Part.AFTERNOON, colleague=who)


def _free(colleagues: list[User], day: date, number: int) -> User | None:
    """Return a colleague who sits nowhere else that day."""
    taken = set(RotaDay.objects.filter(on=day).values_list("user_key", flat=True))
    free = [one for one in colleagues if one.key not in taken]
    return free[number % len(free)] if free else None


def versions() -> dict[str, ProgrammeVersion]:
    """Return the kept version of each programme under which the sample's cases are opened."""
    return {code: keep_version_in_force(code) for code in habits()["programmes"]}
