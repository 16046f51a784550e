"""The cast: named people with roles, and an outsider who may see nothing. Every test asks 'who' of them.

All names are made up.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from onward.access.models import Office, User
from onward.records.partners.models import Organisation

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
    be = _office("be", "Brussels", "country", "BE")
    lu = _office("lu", "Luxembourg", "country", "LU")
    iraq = _office("iq", "Baghdad", "mission", "IQ")
    focal = ["protection-focal-point"]
    _organisation(RED_CROSS, "Red Cross centre of the tests", "red-cross", "Lint")
    _organisation(RETURN_DESK, "Return desk of the tests", "return-desk", "Ghent")
    return Cast(
        be=be,
        lu=lu,
        iraq=iraq,
        lies=_user("lies", "Lies Vermaele", ["counsellor"], be),
        paul=_user("paul", "Paul Wagener", ["counsellor"], lu),
        nora=_user("nora", "Nora Dillen", focal, be, focal_for=["child"]),
        vera=_user("vera", "Vera Storms", focal, be, focal_for=["trafficking"]),
        mona=_user("mona", "Mona Geyskens", focal, be, focal_for=["medical"]),
        sam=_user("sam", "Sam Ockerman", focal, be, focal_for=["child", "trafficking", "medical"]),
        omar=_user("omar", "Omar Haegeman", ["movement-officer"], be),
        erbil=_user("erbil", "Erbil Colleague", ["mission-colleague"], iraq),
        rik=_user("rik", "Rik Baeten", ["partner"], None, organisation_key=RED_CROSS),
        desk=_user("desk", "Desi Lambrecht", ["partner"], None, organisation_key=RETURN_DESK),
        ruth=_user("ruth", "Ruth Claes", ["reporting-officer"], be),
        dirk=_user("dirk", "Dirk Aerts", ["data-protection-officer"], be),
        anna=_user("anna", "Anna Michiels", ["administrator"], be),
        duty=_user("duty", "Dutch Duty", ["counsellor", "duty-officer"], be),
        outsider=_user("outsider", "Outis Nemo", [], None),
    )


def _office(code: str, name: str, kind: str, country: str) -> Office:
    return Office.objects.get_or_create(code=code, defaults={"name": name, "kind": kind, "country": country})[
        0
    ]


def _organisation(key: UUID, name: str, type: str, town: str) -> None:
    Organisation.objects.get_or_create(
        key=key, defaults={"name": name, "type": type, "town": town, "country": "BE"}
    )


def _user(short: str, name: str, roles: list[str], office: Office | None, **fields: object) -> User:
    email = f"{short}@onward.example"
    found = User.objects.filter(email=email).first()
    return found or User.objects.create(
        key=uuid4(), email=email, name=name, roles=roles, office=office, password="!", **fields
    )
