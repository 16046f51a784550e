"""What one file says is compared with the others, and each fault is shown at its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from onward.casework.programmes.tests.conftest import Spoil
from onward.kernel.definitions import check_all

BE = "programmes/avrr-be.yaml"
Line = Callable[[str, str], int]


def test_the_files_of_the_office_are_whole(office: Path) -> None:
    assert [str(fault) for fault in check_all(office)[1]] == []


@pytest.mark.parametrize(
    ("file", "before", "after", "at", "said"),
    [
        (
            BE,
            "before: cleared",
            "before: clear",
            "before: clear",
            "unknown stage “clear”. Did you mean “cleared”?",
        ),
        (
            BE,
            "before: counselled",
            "before: registered",
            "before: registered",
            "nobody passes a gate before the first stage. "
            "Put it before “counselled”, or make it a condition under “eligible”.",
        ),
        (
            "channels.yaml",
            "types: [immigration-authority]",
            "types: [immigration-office]",
            "types: [immigration-office]",
            "unknown type of organisation “immigration-office”. Did you mean “immigration-authority”?",
        ),
        (BE, "at: registered", "at: listed", "at: listed", "unknown stage “listed”."),
        (
            BE,
            "kind: first-session",
            "kind: last-session",
            "kind: last-session",
            "unknown kind of task “last-session”. Did you mean “first-session”?",
        ),
        (
            BE,
            "until: counselling-session",
            "until: counselling",
            "until: counselling",
            "unknown requirement “counselling”.",
        ),
        (
            BE,
            "tasks:",
            "tasks:\n  - {kind: first-session, at: counselled, within: 3d}",
            "kind: first-session               #",
            "“first-session” stands twice.",
        ),
        (
            BE,
            "after: [arrived, reintegrating]",
            "after: [arrived, integrating]",
            "after: [arrived",
            "unknown stage “integrating”. Did you mean “reintegrating”?",
        ),
        (
            BE,
            "after: [arrived, reintegrating]",
            "after: [closed]",
            "after: [closed]",
            "the stage “closed” cannot be reached. Name in “after” a stage that can",
        ),
        (
            BE,
            "from: [booked]",
            "from: [boked]",
            "from: [boked]",
            "unknown stage “boked”. Did you mean “booked”?",
        ),
        (
            BE,
            "back_to: cleared",
            "back_to: clearance",
            "back_to: clearance",
            "unknown stage “clearance”. Did you mean “cleared”?",
        ),
        (
            BE,
            "back_to: cleared",
            "back_to: arrived",
            "back_to: arrived",
            "a way out leads on, to “arrived”. Lead back to “booked”, or to a stage before it.",
        ),
        (
            BE,
            "    moment: departure\n",
            "",
            "moment: arrival",
            "nobody arrives who has not departed. Name an earlier stage the departure.",
        ),
        (
            BE,
            "require: [risk-assessment]",
            "require: [risk-asessment]",
            "[risk-asessment]",
            "unknown requirement “risk-asessment”. Did you mean “risk-assessment”?",
        ),
        (
            BE,
            "valid_for: 72h",
            "valid_fro: 72h",
            "valid_fro",
            "unknown key “valid_fro”. Did you mean “valid_for”?",
        ),
        (
            BE,
            "valid_for: 72h",
            "valid_for: 3 days",
            "valid_for",
            "“3 days” is not a length of time. Write hours, days or weeks, as in 72h, 14d or 3w.",
        ),
        (
            BE,
            "valid_for: 72h",
            "by: docter",
            "by: docter",
            "unknown role or party “docter”. Did you mean “doctor”?",
        ),
        (
            BE,
            "acts: movement-officer",
            "acts: movements-officer",
            "acts: movements-officer",
            "unknown role “movements-officer”. Did you mean “movement-officer”?",
        ),
        (
            BE,
            "[return-desk, ",
            "[return-disk, ",
            "[return-disk",
            "unknown channel “return-disk”. Did you mean “return-desk”?",
        ),
        (
            BE,
            "deadline: 14d",
            "deadline: 14d\n    moment: departure",
            "    acts: mission-colleague",
            "two stages are the departure. Keep it at one of them.",
        ),
        (
            BE,
            "each: traveller\n    require: [travel-document]",
            "require: [travel-document]",
            "require: [travel-document]",
            "“travel-document” is a matter of each traveller. Write “each: traveller” in this gate.",
        ),
        (
            BE,
            "- code: trafficking",
            "- code: child-alone",
            "Victim of trafficking",
            "“child-alone” stands twice. Remove one, or give it another code.",
        ),
        (
            BE,
            "- code: withdrawn",
            "- code: closed",
            "Withdrawn",
            "“closed” is a stage and an exit. Give one of them another code.",
        ),
        (
            BE,
            ", nl: Vertrekgeld}",
            "}",
            "Argent de départ",
            "the translation into “nl” is missing. Give the text in en, fr and nl.",
        ),
        (
            BE,
            "  departure-cash:",
            "  pocket-money:",
            "  pocket-money:",
            "the service “pocket-money” is in no project. "
            "Name it under “pays_for: avrr-be:” in a file of projects/.",
        ),
        (
            BE,
            "currencies: [EUR, USD]",
            "currencies: [EUR, UZD]",
            "currencies: [EUR, UZD]",
            "unknown currency “UZD”. ",
        ),
        (
            BE,
            "at_most: 5000.00",
            "at_most: -5",
            "at_most: -5",
            "“-5” is out of bounds. The bound is 0.",
        ),
        (
            BE,
            "require: [travel-document]",
            "require: [travel-document: {accepts: [pasport]}]",
            "require: [travel-document",
            "unknown sort of what is asked for “pasport”. Did you mean “passport”?",
        ),
        (
            "requirements.yaml",
            "accepts: [passport, laissez-passer",
            "accepts: [passport, laisser-passer",
            "accepts: [passport",
            "unknown sort of what is asked for “laisser-passer”. Did you mean “laissez-passer”?",
        ),
        (
            "programmes/avrr-lu.yaml",
            "prefix: LU",
            "prefix: BE",
            "prefix: BE",
            "the prefix is that of “avrr-be”. Choose letters that no other programme has.",
        ),
        (
            "projects/amif-reintegration-be.yaml",
            "  avrr-be:",
            "  avr-be:",
            "  avr-be:",
            "unknown programme “avr-be”. Did you mean “avrr-be”?",
        ),
        (
            "projects/amif-reintegration-be.yaml",
            "medical-aid: medical",
            "medical-aid: medicine",
            "medical-aid: medicine",
            "unknown budget line “medicine”. Did you mean “medical”?",
        ),
        (
            "projects/amif-reintegration-be.yaml",
            "donor: amif",
            "donor: amiff",
            "donor: amiff",
            "unknown donor “amiff”. Did you mean “amif”?",
        ),
        (
            "projects/amif-reintegration-be.yaml",
            "ends: 2027-12-31",
            "ends: 2016-12-31",
            "ends: 2016-12-31",
            "the project ends before it starts. Give a day from 2017-01-01 on.",
        ),
        (
            "requirements.yaml",
            "needs: guardian-consent",
            "needs: guardians-blessing",
            "needs: guardians-blessing",
            "no room can satisfy “guardians-blessing”. Rooms can satisfy: ",
        ),
        (
            "requirements.yaml",
            "brought_by: mission",
            "brought_by: misson",
            "brought_by: misson",
            "unknown role or party “misson”. Did you mean “mission”?",
        ),
        (
            "requirements.yaml",
            "fr: Le bailleur de fonds a donné son accord le {since}.",
            "fr: Le bailleur de fonds a donné son accord le {sinse}.",
            "{sinse}",
            "unknown place in braces “sinse”. Did you mean “since”?",
        ),
        (
            "roles.yaml",
            "people.read: office",
            "people.read: offices",
            "people.read: offices",
            "“offices” is not one of the values. Did you mean “office”?",
        ),
        (
            "roles.yaml",
            "people.write: office",
            "people.right: office",
            "people.right: office",
            "unknown verb “people.right”. Did you mean “people.write”?",
        ),
        (
            BE,
            "require: [declaration-of-voluntary-return]",
            "require: [declaration-of-voluntary-return, itinerary]",
            "return, itinerary]",
            "nobody can have “itinerary” so early: it comes with the booking of a journey. "
            "Ask for it before “booked”, to which a booking leads, or before a later stage.",
        ),
        (
            BE,
            "    each: traveller\n    require: [declaration-of-voluntary-return]",
            "    each: traveller\n    require: [escort-assigned: {within: 3d}]",
            "[escort-assigned:",
            "nobody can have “escort-assigned” so early: it comes with the booking of a journey.",
        ),
        (
            BE,
            "    moment: departure\n",
            "",
            "require: [itinerary,",
            "“itinerary” comes with the booking of a journey, and this programme has no departure. "
            "Remove it, or write “moment: departure” at the stage in which travellers depart.",
        ),
        (
            BE,
            "require: [counselling-session]",
            "require: []",
            "require: []",
            "the list is empty. Name at least one",
        ),
        (
            "groups.yaml",
            "[RS, AL, XK",
            "[RS, Al, XK",
            "[RS, Al",
            "“Al” is the code of no country. Did you mean “AL”?",
        ),
    ],
)
def test_a_fault_is_shown_at_its_line(
    spoil: Spoil, line: Line, file: str, before: str, after: str, at: str, said: str
) -> None:
    faults = spoil(file, before, after)
    where = f"definitions/{file}:"
    own = [fault for fault in faults if fault.startswith(where) and said in fault]
    assert len(own) == 1, faults
    expected = line(file, at)
    assert abs(int(own[0].removeprefix(where).split(":")[0]) - expected) <= 3
    if at in after:
        assert own[0].startswith(f"{where}{expected}:")


MISSPELT = (
    ("before: cleared", "before: clear"),
    ("acts: movement-officer", "acts: movement-oficer"),
    ("acts: mission-colleague", "acts: mission-coleague"),
    ("require: [counselling-session]", "require: [counseling-session]"),
)
"""A stage, two roles and a requirement: each is found by comparing the file with itself or with others."""


@pytest.mark.parametrize(
    ("file", "before", "after", "own"),
    [
        (BE, "office: ", "deadline: 42\noffice: ", 1),
        (BE, "    deadline: 14d", "    deadline: 42", 1),
        (BE, "    each: traveller", "    each: travler", 1),
        (BE, "pathway:\n", "pathway:\n  - 7\n", 1),
        (BE, "gates:\n", "gates:\n  - 7\n", 1),
        (BE, "counts: persons", "counts: heads", 1),
        (BE, "office: ", "ofice: ", 2),
        ("projects/amif-reintegration-be.yaml", "donor: ", "doner: ", 2),
        ("choices.yaml", "task-kinds:\n", "task-kinds:\n  colour: red\n", 1),
        ("groups.yaml", "[RS, AL, XK", "[RS, Al, XK", 1),
    ],
)
def test_a_fault_of_form_hides_none_of_the_others_and_invents_none(
    office: Path, spoil: Spoil, file: str, before: str, after: str, own: int
) -> None:
    text = (office / BE).read_text(encoding="utf-8")
    compared: set[str] = set()
    for one in MISSPELT:
        compared = set(spoil(BE, *one))
    assert len(compared) == 4
    (office / BE).write_text(text, encoding="utf-8")
    alone = spoil(file, before, after)
    assert len(alone) == own, alone
    for one in MISSPELT:
        together = spoil(BE, *one)
    stages_known = "- 7" not in after or "pathway" not in after
    expected = {fault.split(": ", 1)[1] for fault in compared if stages_known or "stage" not in fault}
    assert expected <= {fault.split(": ", 1)[1] for fault in together}
    assert len(together) == len(expected) + own, together


def test_a_gap_in_an_entry_hides_nothing_of_the_others_of_its_list(spoil: Spoil) -> None:
    gaps = (
        (
            BE,
            "    from: [registered, counselled, cleared, booked]\n  - code: not",
            "    from: 7\n  - code: not",
        ),
        (BE, "    back_to: cleared", "    back_to: 7"),
        (
            BE,
            "  - kind: first-session",
            "  - {kind: 7, at: 7, within: 1d, until: 7}\n  - kind: first-session",
        ),
        (BE, "    when: traveller.age < 18", "    when: 7 #"),
        ("groups.yaml", "[RS, AL, XK", "[RS, Al, XK"),
    )
    for gap in gaps:
        faults = spoil(*gap)
    alone = len(faults)
    slips = (
        (BE, "    from: [departed]", "    from: [departd]"),
        (BE, "    from: [booked]", "    from: [bookd]"),
        (BE, "  - kind: first-session", "  - kind: fist-session"),
        (BE, "    until: counselling-session ", "    until: counseling-session "),
        (BE, "traveller.medical_needs == 'severe'", "traveller.medical_need == 'severe'"),
        (BE, "'trafficking' in traveller.vulnerabilities", "'trafficking' in traveler.vulnerabilities"),
    )
    for slip in slips:
        faults = spoil(*slip)
    assert len(faults) == alone + len(slips), faults


def test_a_service_that_its_programme_does_not_give_is_shown_in_the_project(spoil: Spoil) -> None:
    faults = spoil(BE, "  medical-aid:", "  medical-help:")
    assert any(
        "projects/amif-reintegration-be.yaml:" in fault and "unknown service “medical-aid”" in fault
        for fault in faults
    )


def test_an_unknown_name_in_a_condition_is_shown_at_its_character(
    office: Path, spoil: Spoil, line: Line
) -> None:
    spoil(BE, "traveller.age < 18 &&", "traveller.aeg < 18 &&")
    (fault,) = check_all(office)[1]
    assert (fault.file, fault.line) == (f"definitions/{BE}", line(BE, "traveller.aeg"))
    assert fault.column == len("    when: ") + 1
    assert "traveller.age" in fault.right


def test_a_condition_in_quotes_counts_from_its_first_character(
    office: Path, spoil: Spoil, line: Line
) -> None:
    spoil(BE, "\"'trafficking' in traveller.vulnerabilities\"", "\"'trafficking' in traveller.weaknesses\"")
    (fault,) = check_all(office)[1]
    assert fault.line == line(BE, "weaknesses")
    assert fault.column == len("    when: \"'trafficking' in ") + 1


def test_a_condition_over_several_lines_is_shown_at_the_right_one(
    office: Path, spoil: Spoil, line: Line
) -> None:
    spoil(
        BE,
        "when: traveller.age < 18 && !traveller.accompanied",
        "when: |\n      traveller.age < 18 &&\n      !traveller.acompanied",
    )
    (fault,) = check_all(office)[1]
    assert fault.line == line(BE, "traveller.acompanied")


def test_a_gate_may_ask_for_consent_where_a_programme_has_its_reason(spoil: Spoil) -> None:
    assert spoil(BE, "require: [risk-assessment]", "require: [consent-to-share]") == []


def test_a_way_out_from_a_stage_that_is_gone_is_not_told_to_lead_elsewhere(office: Path) -> None:
    file = office / BE
    whole = file.read_text(encoding="utf-8")
    start = whole.index("  - code: booked\n")
    file.write_text(whole[:start] + whole[whole.index("  - code:", start + 1) :], encoding="utf-8")
    faults = [str(fault) for fault in check_all(office)[1]]
    assert any("unknown stage “booked”" in fault for fault in faults)
    assert [fault for fault in faults if "leads on" in fault or "unknown stage" not in fault] == []


def test_a_condition_that_is_no_condition_is_a_fault(spoil: Spoil, line: Line) -> None:
    faults = spoil(BE, "traveller.age < 18 && !traveller.accompanied", "traveller.age < && x")
    assert faults
    assert all(fault.startswith(f"definitions/{BE}:{line(BE, 'traveller.age < && x')}:") for fault in faults)


def test_a_traveller_may_not_be_spoken_of_where_the_case_is_asked(spoil: Spoil) -> None:
    faults = spoil(
        BE,
        "each: traveller\n    when: traveller.age < 18 && !traveller.accompanied",
        "when: traveller.age < 18 && !traveller.accompanied",
    )
    assert any("traveller.age" in fault for fault in faults)


def test_a_group_that_nobody_declared_is_a_fault(spoil: Spoil) -> None:
    faults = spoil("groups.yaml", "visa_free_western_balkans:", "western_balkans:")
    assert sum("visa_free_western_balkans" in fault for fault in faults) >= 2


def test_no_programme_asks_who_did_the_counselling(office: Path) -> None:
    """Counselling by an NGO and by the government are kept in balance: neither may be a required gate."""
    library, _faults = check_all(office)
    for item in library.of("programmes").values():
        asked = [one for gate in item.data["gates"] for one in gate["require"]]
        assert all(isinstance(one, str) for one in asked if "counselling" in str(one))


@pytest.mark.parametrize("stage", ["booked", "arrived", "closed"])
def test_what_comes_with_a_booking_may_be_asked_from_the_stage_of_the_booking_on(
    spoil: Spoil, stage: str
) -> None:
    gate = (
        "gates:\n  - code: papers-of-a-journey\n    name: {en: Journey, fr: Voyage, nl: Reis}\n"
        f"    before: {stage}\n    each: traveller\n    require: [itinerary, escort-assigned]\n"
    )
    assert spoil(BE, "gates:\n", gate) == []


def test_fitness_is_asked_before_a_booking_as_well(spoil: Spoil) -> None:
    assert spoil(BE, "require: [risk-assessment]", "require: [fit-to-travel: {valid_for: 72h}]") == []


def test_what_is_for_a_country_of_return_says_so_and_is_of_a_kind_that_is(
    office: Path, spoil: Spoil, line: Line
) -> None:
    file = "requirements.yaml"
    at = line(file, "needs: medical-needs")
    no_sentence, wrong_kind = sorted(
        spoil(file, "needs: medical-needs\n", "needs: medical-needs\n  for_destination: true\n")
    )
    assert f"{file}:{at + 1}" in wrong_kind
    assert "“medical-needs” is for no country of return" in wrong_kind
    assert "nothing says that it is there for another country of return" in no_sentence
