"""The cast: named people with roles, and an outsider who may see nothing. Every test asks 'who' of them.

All names are made up.
"""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db.models import Manager, Model

from onward.access.models import Office, User
from onward.records.partners.models import Organisation

M = TypeVar("M", bound=Model)

OFFICES = 9_000_000
RED_CROSS = UUID("5f5b1a52-3f57-4f0c-8a3c-0d6a3f9a1c01")
RETURN_DESK = UUID("5f5b1a52-3f57-4f0c-8a3c-0d6a3f9a1c02")


@dataclass(frozen=True)
class Cast:
    """Two sending offices, a mission, and one person for each part.

    `lies` counsels in Brussels and `paul` in Luxembourg; `nora` is focal point for children, `vera` for
    victims of trafficking, `mona` for medical cases, `sam` for all; `omar` moves people; `erbil` works at the
    mission in Iraq; `rik` refers for the Red Cross and `desk` for a return desk; `ruth` reports; `dirk`
    protects data; `anna` administers; `duty` may break the glass; `outsider` is signed in and may do nothing.
    """

    be: Office
    lu: Office
    iraq: Office
    lies: User
    paul: User
    nora: User
    vera: User
    mona: User
    sam: User
    omar: User
    erbil: User
    rik: User
    desk: User
    ruth: User
    dirk: User
    anna: User
    duty: User
    outsider: User

    def everybody(self) -> dict[str, User]:
        """Return the users by the name that the tests give them."""
        return {name: who for name, who in vars(self).items() if isinstance(who, User)}


def make_cast() -> Cast:
    """Make the cast in the database; run it as often as you like in one test, it is made once."""
    offices = _offices()
    _organisations()
    return Cast(**offices, **_users(**offices))


def _offices() -> dict[str, Any]:
    # Numbers and keys of their own: what was compiled for somebody's rights in one test serves the next one.
    drafts = [
        _office(1, code="be", name="Brussels", kind="country", country="BE"),
        _office(2, code="lu", name="Luxembourg", kind="country", country="LU"),
        _office(3, code="iq", name="Baghdad", kind="mission", country="IQ"),
    ]
    found = _made(Office.objects, "code", drafts)
    return {"be": found["be"], "lu": found["lu"], "iraq": found["iq"]}


def _office(number: int, **fields: str) -> Office:
    return Office(pk=OFFICES + number, key=UUID(int=OFFICES + number), **fields)


def _organisations() -> None:
    drafts = [
        Organisation(key=RED_CROSS, name="Red Cross centre of the tests", type="red-cross", town="Lint"),
        Organisation(key=RETURN_DESK, name="Return desk of the tests", type="return-desk", town="Ghent"),
    ]
    for one in drafts:
        one.country = "BE"
    _made(Organisation.objects, "key", drafts)


def _users(be: Office, lu: Office, iraq: Office) -> dict[str, Any]:
    focal = ["protection-focal-point"]
    drafts = [
        _user("lies", "Lies Vermaele", ["counsellor"], be),
        _user("paul", "Paul Wagener", ["counsellor"], lu),
        _user("nora", "Nora Dillen", focal, be, focal_for=["child"]),
        _user("vera", "Vera Storms", focal, be, focal_for=["trafficking"]),
        _user("mona", "Mona Geyskens", focal, be, focal_for=["medical"]),
        _user("sam", "Sam Ockerman", focal, be, focal_for=["child", "trafficking", "medical"]),
        _user("omar", "Omar Haegeman", ["movement-officer"], be),
        _user("erbil", "Erbil Colleague", ["mission-colleague"], iraq),
        _user("rik", "Rik Baeten", ["partner"], None, organisation_key=RED_CROSS),
        _user("desk", "Desi Lambrecht", ["partner"], None, organisation_key=RETURN_DESK),
        _user("ruth", "Ruth Claes", ["reporting-officer"], be),
        _user("dirk", "Dirk Aerts", ["data-protection-officer"], be),
        _user("anna", "Anna Michiels", ["administrator"], be),
        _user("duty", "Dutch Duty", ["counsellor", "duty-officer"], be),
        _user("outsider", "Outis Nemo", [], None),
    ]
    return {email.split("@")[0]: user for email, user in _made(User.objects, "email", drafts).items()}


def _user(short: str, name: str, roles: list[str], office: Office | None, **fields: object) -> User:
    email = f"{short}@onward.example"
    return User(key=uuid4(), email=email, name=name, roles=roles, office=office, password="!", **fields)


def _made(rows: Manager[M], by: str, drafts: list[M]) -> dict[Any, M]:
    """Return what is there of `drafts` and make the rest, all at once: nearly every test asks for it."""
    wanted = [getattr(one, by) for one in drafts]
    found = {getattr(one, by): one for one in rows.filter(**{f"{by}__in": wanted})}
    made = rows.bulk_create([one for one in drafts if getattr(one, by) not in found])
    found |= {getattr(one, by): one for one in made}
    return {name: found[name] for name in wanted}
