"""Who works in the made-up office, and who of them may see whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import NAMESPACE_URL, UUID, uuid5

from onward.access.roles import roles
from sample.draw.sources import office

CATEGORIES = {"umc": "child", "trafficking": "trafficking", "medical": "medical"}
"""Focus of a focal point in `office.yaml` → category of the marks that they see through."""
SEED = "onward-sample"


@dataclass(frozen=True)
class Member:
    """One of the staff: role, office (or mission) and the marks that they see through."""

    username: str
    name: str
    role: str | None
    office: str | None
    organisation: str | None
    language: str
    focal_for: frozenset[str]

    @property
    def email(self) -> str:
        """The address that they sign in with."""
        return f"{self.username}@onward.example"

    def sees(self, marks: Iterable[str]) -> bool:
        """Say whether a person with these marks exists for them."""
        return set(marks) <= self.focal_for


def key_of(*name: object) -> UUID:
    """Return the random-looking key that stands for something of the sample, the same at every load."""
    return uuid5(NAMESPACE_URL, ":".join(map(str, (SEED, *name))))


@cache
def staff() -> dict[str, Member]:
    """Return everybody by user name."""
    return {
        one["username"]: Member(
            username=one["username"],
            name=one["name"],
            role=one["role"],
            office=one["office"],
            organisation=one.get("organisation"),
            language=one["language"],
            focal_for=frozenset(CATEGORIES[focus] for focus in one.get("focal_for", ())),
        )
        for one in office()["staff"]
    }


@cache
def of_role(role: str, code: str) -> tuple[str, ...]:
    """Return the user names of a role in an office or mission."""
    return tuple(one.username for one in staff().values() if one.role == role and one.office == code)


def bearer(code: str, hidden: Sequence[Iterable[str]], usual: str) -> str:
    """Return who is to do what is asked in a case of these marks: who usually is, if they see somebody."""
    marks = [frozenset(one) for one in hidden]
    if any(staff()[usual].sees(one) for one in marks):
        return usual
    known = roles()
    protecting = [
        (len(one.focal_for), number, one.username)
        for number, one in enumerate(staff().values())
        if one.office == code and one.focal_for and one.role and "cases.write" in known[one.role].verbs
    ]
    seeing = (name for _few, _number, name in sorted(protecting) if any(map(staff()[name].sees, marks)))
    return next(seeing, usual)


@cache
def deputy(code: str, marks: frozenset[str]) -> str:
    """Return the focal point of an office who sees through these marks and through the fewest others.

    Raises:
        LookupError: nobody there sees through all of them.
    """
    able = [staff()[one] for one in of_role("protection-focal-point", code) if staff()[one].sees(marks)]
    if not able:
        raise LookupError(f"nobody in {code} sees through {sorted(marks)}")
    return min(able, key=lambda one: (len(one.focal_for), one.username)).username


@cache
def partner_user(organisation: str) -> str | None:
    """Return who signs in for an organisation, where somebody does."""
    return next((one.username for one in staff().values() if one.organisation == organisation), None)


@cache
def missions() -> frozenset[str]:
    """Return the codes of the missions."""
    return frozenset(one["code"] for one in office()["missions"])


@cache
def organisation_name(code: str) -> str:
    """Return the name of an organisation."""
    return str(next(one["name"] for one in office()["organisations"] if one["code"] == code))
