"""The machine-readable zone of a travel document, as somebody scanned or typed it.

Reads the sizes of ICAO Doc 9303, eighth edition (2021): TD1 cards (part 5), TD2 (part 6), TD3 passports
(part 4), visas MRV-A and MRV-B (part 7), by what part 3 says of dates, names, states and check digits.
Nothing is guessed or corrected: what does not fit is told as a fault of its field, and the rest is read.
"""

import calendar
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem
from onward.reference.countries import from_icao

Kind = Literal["TD1", "TD2", "TD3", "MRV-A", "MRV-B"]
Sex = Literal["female", "male", "unknown"]
FaultKind = Literal["check-digit", "character", "date", "code"]

_WEIGHTS = (7, 3, 1)
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_EXPIRY_WINDOW = 50
"""Years before and after today within which a two-digit year of expiry is sought."""

_NO_NATIONALITY = frozenset({"UNO", "UNA", "EUE", "UTO"})
"""Codes that stand there rightly and name nobody's country: organisations, and the Utopia of specimens."""


_WORDS: dict[FaultKind, Promise] = {
    "check-digit": _(
        "%(field)s: the check digit should be %(expected)s and is %(found)s. Compare this with the document."
    ),
    "character": _(
        "Only %(expected)s may stand here, and there is %(found)s: compare this with the document."
    ),
    "date": _("%(found)s is no date of the form %(expected)s: compare this with the document."),
    "code": _("%(found)s is not a code that may stand here (%(expected)s): compare this with the document."),
}


_CHECKED: dict[str, Promise] = {
    "number": _("Document number"),
    "birth": _("Date of birth"),
    "expiry": _("Date of expiry"),
    "optional": _("Further data of the issuer"),
    "composite": _("The zone as a whole"),
}
"""Field with a check digit of its own → what people call it."""


class NotAnMrz(Problem):
    """The text has not the shape of a machine-readable zone.

    `lengths` says how many characters each of its lines has.
    """

    code = "people.not-an-mrz"
    status = 422
    sentence = _("This is not a machine-readable zone: its lines have %(lengths)s characters.")
    way_out = _(
        "A zone has 3 lines of 30, 2 of 36 or 2 of 44 characters. Copy all of it, or fill in the form."
    )

    def __init__(self, lengths: list[int], field: str | None = "mrz") -> None:
        self.lengths = lengths
        super().__init__(field, lengths=", ".join(map(str, lengths)) or "0")


@dataclass(frozen=True)
class MrzFault:
    """One thing that does not fit.

    Attributes:
        field: name of the field of `Mrz` it is about; `composite` for the check digit over several fields.
        expected: what would be right: the digit computed, or `A-Z`, `0-9`, `YYMMDD`, `M F <`, `ICAO 9303-3`.
        found: what stands there.
        kind: a wrong check digit, a character that may not stand there, no date, or no known code.
    """

    field: str
    expected: str
    found: str
    kind: FaultKind = "check-digit"

    def say(self) -> str:
        """Return what is wrong, for the field it is about, in the language active now."""
        told = {"field": _CHECKED.get(self.field, ""), "expected": self.expected, "found": self.found}
        return str(_WORDS[self.kind]) % told


@dataclass(frozen=True)
class DateRange:
    """A date of which parts may be unknown: the first and the last day that it can be, both included."""

    earliest: date
    latest: date

    @property
    def exact(self) -> date | None:
        """The date, where it is fully known."""
        return self.earliest if self.earliest == self.latest else None


@dataclass(frozen=True)
class Mrz:
    """What a zone says. Texts are as printed, with fillers turned into spaces.

    Attributes:
        kind: the size of document.
        document_code: `P`, `ID`, `V`, …; the first letter is fixed, the second is the issuer's own.
        issuer: code of the issuing state or organisation, as printed.
        issuer_country: our code for it, or None (organisations, unknown codes).
        number: document number, whole, also where a card continues it in the optional data.
        surname: primary identifier; the whole name where the document does not divide it.
        given_names: secondary identifier; may be empty.
        names_may_be_cut: the names fill their field, so more may have been cut off (9303-3, 4.6).
        nationality_printed: three-letter code, as printed.
        nationality: our code for it, `stateless` or `unknown` included, or None where there is none.
        birth: the day of birth, or a range; None where nothing of it is known.
        sex: `unknown` for `<`, which stands for unspecified.
        expiry: last day of validity, or None.
        optional: optional data of the issuer; often a personal number.
        optional_2: the second such field, which only TD1 has.
        faults: everything that does not fit, in the order of the zone.
    """

    kind: Kind
    document_code: str
    issuer: str
    issuer_country: str | None
    number: str
    surname: str
    given_names: str
    names_may_be_cut: bool
    nationality_printed: str
    nationality: str | None
    birth: DateRange | None
    sex: Sex
    expiry: date | None
    optional: str
    optional_2: str
    faults: tuple[MrzFault, ...]


def check_digit(text: str) -> str:
    """Return the check digit over a text of A–Z, 0–9 and `<`: weights 7, 3, 1, modulo 10 (9303-3, 4.9).

    Other characters count as nothing; whoever finds them reports them as faults of their own.
    """
    values = (int(c, 36) if c.isascii() and c.isalnum() else 0 for c in text)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _lines(text: str) -> list[str]:
    """Return the lines of the zone, forgiving case, spaces, breaks, lost and look-alike fillers."""
    plain = html.unescape(text).replace("«", "<<").replace("‹", "<").replace("＜", "<")
    plain = plain.translate(_UPPER)
    lines = ["".join(line.split()) for line in plain.splitlines()]
    lines = [re.sub("[\u200b-\u200f\u2060\ufeff]", "", line) for line in lines]
    lines = [line for line in lines if line]
    joined = "".join(lines)
    # Lines that end in fillers lose them on the way through an e-mail: only those may be filled up again.
    if len(lines) == 3 and len(lines[1]) == 30 and len(lines[0]) <= 30 and len(lines[2]) <= 30:
        return [line.ljust(30, "<") for line in lines]
    for size in (36, 44):
        if len(lines) == 2 and len(lines[1]) == size and len(lines[0]) <= size:
            return [line.ljust(size, "<") for line in lines]
    for size, count in ((30, 3), (36, 2), (44, 2)):
        if len(joined) == size * count and (len(lines) == 1 or len(max(lines, key=len)) <= size):
            return [joined[at : at + size] for at in range(0, len(joined), size)]
    raise NotAnMrz([len(line) for line in lines])


def _kind(lines: list[str]) -> Kind:
    if len(lines) == 3:
        return "TD1"
    visa = lines[0].startswith("V")
    if len(lines[0]) == 36:
        return "MRV-B" if visa else "TD2"
    return "MRV-A" if visa else "TD3"


@dataclass(frozen=True)
class _Raw:
    """The fields as they stand, cut by position; each check digit beside what it is over."""

    document_code: str
    issuer: str
    names: str
    number: str
    number_check: str
    nationality: str
    birth: str
    birth_check: str
    sex: str
    expiry: str
    expiry_check: str
    optional: str
    optional_2: str = ""
    optional_check: str | None = None
    composite: tuple[str, str] | None = None


def _cut_td1(lines: list[str]) -> _Raw:
    one, two, three = lines
    return _Raw(
        document_code=one[:2],
        issuer=one[2:5],
        names=three,
        number=one[5:14],
        number_check=one[14],
        optional=one[15:30],
        birth=two[:6],
        birth_check=two[6],
        sex=two[7],
        expiry=two[8:14],
        expiry_check=two[14],
        nationality=two[15:18],
        optional_2=two[18:29],
        composite=(one[5:30] + two[0:7] + two[8:15] + two[18:29], two[29]),
    )


def _cut_two_lines(lines: list[str], kind: Kind) -> _Raw:
    one, two = lines
    end = {"TD2": 35, "TD3": 42, "MRV-A": 44, "MRV-B": 36}[kind]
    over = two[0:10] + two[13:20] + two[21:-1]
    return _Raw(
        document_code=one[:2],
        issuer=one[2:5],
        names=one[5:],
        number=two[:9],
        number_check=two[9],
        nationality=two[10:13],
        birth=two[13:19],
        birth_check=two[19],
        sex=two[20],
        expiry=two[21:27],
        expiry_check=two[27],
        optional=two[28:end],
        optional_check=two[42] if kind == "TD3" else None,
        composite=(over, two[-1]) if kind in ("TD2", "TD3") else None,
    )


def _printed(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


class _Reader:
    """Reads the fields of one zone and gathers what does not fit."""

    def __init__(self, raw: _Raw, kind: Kind, today: date) -> None:
        self.raw = raw
        self.kind = kind
        self.today = today
        self.faults: list[MrzFault] = []

    def fault(self, field: str, expected: str, found: str, kind: FaultKind = "check-digit") -> None:
        self.faults.append(MrzFault(field, expected, found, kind))

    def characters(self, field: str, text: str, allowed: str, expected: str) -> None:
        strange = sorted(set(re.sub(allowed, "", text)))
        if strange:
            self.fault(field, expected, " ".join(strange), "character")

    def check(self, field: str, text: str, found: str, may_be_filler: bool = False) -> None:
        expected = check_digit(text)
        if found != expected and not (may_be_filler and found == "<" and not text.strip("<")):
            self.fault(field, expected, found)

    def number_and_optional(self) -> tuple[str, str]:
        """Return the document number and what is left of the optional data.

        A number of more than nine characters goes on in the optional data, its check digit behind it,
        and `<` in the place of the check digit (9303-5, 4.2.2 note j; 9303-6, 4.2.2 note j).
        """
        raw = self.raw
        rest, __, left = raw.optional.partition("<")
        if (
            self.kind in ("TD1", "TD2")
            and raw.number_check == "<"
            and "<" not in raw.number
            and len(rest) > 1
        ):
            number = raw.number + rest[:-1]
            self.characters("number", number, "[A-Z0-9]", "A-Z 0-9")
            self.check("number", number, rest[-1])
            return number, _printed(left)
        self.characters("number", raw.number, "[A-Z0-9<]", "A-Z 0-9 <")
        self.check("number", raw.number, raw.number_check)
        return _printed(raw.number), _printed(raw.optional)

    def code(self, field: str, text: str) -> str | None:
        """Return our code of a state; a fault where the three letters are no code at all."""
        self.characters(field, text, "[A-Z<]", "A-Z")
        found = from_icao(text.rstrip("<"))
        if found is None and field == "nationality_printed" and text not in _NO_NATIONALITY:
            self.fault(field, "ICAO 9303-3", text, "code")
        return found

    def names(self) -> tuple[str, str]:
        self.characters("surname", self.raw.names, "[A-Z<]", "A-Z")
        primary, __, secondary = self.raw.names.lstrip("<").partition("<<")
        return _printed(primary), _printed(secondary)

    def sex(self) -> Sex:
        found: dict[str, Sex] = {"F": "female", "M": "male", "<": "unknown", "X": "unknown"}
        if self.raw.sex not in found:
            self.fault("sex", "M F <", self.raw.sex, "code")
        return found.get(self.raw.sex, "unknown")

    def birth(self) -> DateRange | None:
        """Return the birth date in the past; the year 00–99 is the latest that has begun by today."""
        text = self.raw.birth
        self.check("birth", text, self.raw.birth_check, may_be_filler=True)
        this = self.today.year
        return self.a_date(
            "birth", text, lambda two: this - (this - two) % 100, lambda found: found.earliest <= self.today
        )

    def expiry(self) -> date | None:
        """Return the date of expiry in the window of 50 years around today."""
        text = self.raw.expiry
        self.check("expiry", text, self.raw.expiry_check, may_be_filler=True)
        first = self.today.year - _EXPIRY_WINDOW
        found = self.a_date("expiry", text, lambda two: first + (two - first) % 100, lambda found: True)
        return found.latest if found else None

    def a_date(
        self, field: str, text: str, year: Callable[[int], int], fits: Callable[[DateRange], bool]
    ) -> DateRange | None:
        """Return the range that YYMMDD stands for; unknown parts are `<<` (9303-3, 4.8) or `00`."""
        if not text.strip("<"):
            return None
        parts = re.fullmatch(r"([0-9]{2}|<<)([0-9]{2}|<<)([0-9]{2}|<<)", text)
        try:
            if parts is None:
                raise ValueError(text)
            two, month, day = ("" if part == "<<" else part for part in parts.groups())
            if not two:
                return None
            found = _range(year(int(two)), int(month or 0), int(day or 0))
            return found if fits(found) else _range(year(int(two)) - 100, int(month or 0), int(day or 0))
        except ValueError:
            self.fault(field, "YYMMDD", text, "date")
            return None

    def read(self) -> Mrz:
        raw = self.raw
        self.characters("document_code", raw.document_code, "[A-Z0-9<]", "A-Z")
        issuer = self.code("issuer", raw.issuer)
        surname, given = self.names()
        number, optional = self.number_and_optional()
        nationality = self.code("nationality_printed", raw.nationality)
        birth, sex, expiry = self.birth(), self.sex(), self.expiry()
        self.characters("optional", raw.optional, "[A-Z0-9<]", "A-Z 0-9 <")
        self.characters("optional_2", raw.optional_2, "[A-Z0-9<]", "A-Z 0-9 <")
        if raw.optional_check is not None:
            self.check("optional", raw.optional, raw.optional_check, may_be_filler=True)
        if raw.composite is not None:
            self.check("composite", *raw.composite)
        return Mrz(
            kind=self.kind,
            document_code=_printed(raw.document_code),
            issuer=_printed(raw.issuer),
            issuer_country=issuer,
            number=number,
            surname=surname,
            given_names=given,
            names_may_be_cut=not raw.names.endswith("<"),
            nationality_printed=_printed(raw.nationality),
            nationality=nationality,
            birth=birth,
            sex=sex,
            expiry=expiry,
            optional=optional,
            optional_2=_printed(raw.optional_2),
            faults=tuple(self.faults),
        )


def _range(year: int, month: int, day: int) -> DateRange:
    """Return the days that a date can be; 0 stands for an unknown part. ValueError where there is none."""
    if not month:
        return DateRange(date(year, 1, 1), date(year, 12, 31))
    if not day:
        return DateRange(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return DateRange(date(year, month, day), date(year, month, day))


def parse_mrz(text: str, today: date) -> Mrz:
    """Read a machine-readable zone.

    Args:
        text: the zone as pasted; case, spaces, line breaks and fillers lost at the end of a line matter not.
        today: the day from which two-digit years are resolved.

    Raises:
        NotAnMrz: the text has not the lengths of any size of document.
    """
    lines = _lines(text)
    kind = _kind(lines)
    raw = _cut_td1(lines) if kind == "TD1" else _cut_two_lines(lines, kind)
    return _Reader(raw, kind, today).read()
