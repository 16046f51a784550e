"""One made-up case: its row, its people, the work on it and every event of it, drawn from its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import yaml

from bench.batches import FIRST_DAY, OFFICES, Batch
from onward.records.people.rules import fold, skeletons
from onward.web.database import ROOT

SIZES = (1, 1, 1, 1, 2, 4)
"""Persons in each of six cases that follow one another: ten in all."""
OPEN_SHARE = 0.06
RESTRICTED_SHARE = 0.01
STAGES = ("registered", "counselled", "cleared", "booked", "departed", "arrived", "reintegrating", "closed")
DESTINATIONS = (
    "BR",
    "RO",
    "UA",
    "IQ",
    "GE",
    "AM",
    "AL",
    "MN",
    "SV",
    "MK",
    "RS",
    "XK",
    "MD",
    "CO",
    "BY",
    "RU",
)
CHANNELS = ("return-desk", "reception-centre", "ngo", "red-cross", "self", "municipality", "hotline")
POOLS = (
    "portuguese",
    "romanian",
    "spanish",
    "albanian",
    "serbian",
    "arabic",
    "georgian",
    "ukrainian",
    "armenian",
)
VULNERABILITIES = ("health", "single-parent", "elderly", "disability", "pregnancy", "violence", "homeless")


@cache
def words() -> list[tuple[str, dict[str, list[tuple[str, str, str, str]]]]]:
    """Return each pool of names: script, and words as written, in Latin letters, folded, without vowels."""
    pools = []
    for pool in POOLS:
        data = yaml.safe_load((ROOT / "sample" / "names" / f"{pool}.yaml").read_text(encoding="utf-8"))
        parts = {}
        for part in ("male", "female", "family"):
            entries = [entry.strip().partition("/") for entry in str(data[part]).split(",") if entry.strip()]
            parts[part] = [
                (own, latin or own, fold(latin or own), " ".join(skeletons(fold(latin or own))))
                for own, _slash, latin in entries
            ]
        pools.append((str(data["script"]), parts))
    return pools


def first_person(case: int) -> int:
    """Return the primary key of the first person of a case."""
    return case // 6 * 10 + sum(SIZES[: case % 6]) + 1


class MadeUpCase:
    """One case under way: its row, its people, the work on it."""

    def __init__(self, batch: Batch, number: int) -> None:
        self.batch, self.number, self.plan, rng = batch, number, batch.plan, batch.rng
        self.rng = rng
        self.key = batch.key()
        place = number % OFFICES
        self.office, self.code = self.plan.offices[place]
        self.programme = "avrr-lu" if self.code == "lu" else "avrr-be"
        self.opened = FIRST_DAY + timedelta(days=number * self.plan.days // self.plan.cases)
        newest = number > self.plan.cases * (1 - OPEN_SHARE * 0.9)
        self.open = rng.random() < (0.92 if newest else OPEN_SHARE * 0.18)
        self.counsellor = rng.choice(self.plan.counsellors[place])
        self.destination = rng.choices(DESTINATIONS, range(len(DESTINATIONS), 0, -1))[0]
        reached = rng.choices((0, 1, 2, 3, 5, 6), (15, 30, 20, 15, 12, 8))[0] if self.open else 7
        self.exit = "" if self.open or rng.random() < 0.72 else rng.choice(("withdrawn", "lost-contact"))
        self.stage = rng.choice((0, 1, 2)) if self.exit else reached
        self.household = number + 1

    def day(self, after: int) -> date:
        """Return a day of work: some days after the opening, never in the future."""
        return min(self.opened + timedelta(days=after), self.plan.today)

    def since(self, stage: int) -> date:
        """Return the day on which a stage was reached."""
        return self.day(stage * 12)

    def tell(self, type: str, on: date, person: str | None = None, **payload: Any) -> None:
        """Add an event of this case."""
        self.batch.event(type, self.key, person, self.code, on, **payload)

    def write(self) -> None:
        """Add every row of the case."""
        put, rng, opened = self.batch.put, self.rng, self.opened
        closed = None if self.open else self.day(110)
        size = SIZES[self.number % 6]
        put("people_household", self.household, self.batch.key(), self.office, f"{opened} 09:00:00Z")
        reference = f"{self.code.upper()}-{opened:%y}-{self.number + 1:06d}"
        channel = rng.choice(CHANNELS)
        put(
            "cases_case",
            *(self.number + 1, self.key, reference, self.office, self.programme),
            *(self.plan.versions[self.programme], self.household, channel, self.destination, "", "BE"),
            *(self.counsellor, opened, closed, False, 1),
        )
        self.tell(
            "cases.opened",
            opened,
            programme=self.programme,
            version=1,
            channel=channel,
            household=self.batch.key(),
            destination=self.destination,
            departure_country="BE",
            travellers=size,
        )
        self.tell("cases.counsellor_assigned", opened, counsellor=self.batch.key())
        pool = rng.choice(words())
        family = rng.choice(pool[1]["family"])
        movement = self.journey() if self.stage >= 3 else None
        for member in range(size):
            _Member(self, member, pool, family, movement, channel).write()
        self.work()
        if closed:
            self.tell("cases.closed", closed, reason="left" if self.exit else "arrived")

    def journey(self) -> int:
        """Add the journey of the case and return its primary key."""
        put, number = self.batch.put, self.number + 1
        departs = self.since(4)
        put(
            "movements_movement",
            number,
            self.batch.key(),
            self.office,
            number,
            departs,
            "",
            f"{departs} 08:00Z",
            1,
        )
        put("movements_leg", number, 1, "air", "BRU", "IST", "TK1938")
        put("movements_leg", number, 2, "air", "IST", "EBL", "TK316")
        return number

    def work(self) -> None:
        """Add sessions, notes, tasks and the funder's answer."""
        put, rng, key = self.batch.put, self.rng, self.batch.key
        number, who = self.number + 1, self.counsellor
        for after in range(2, 2 + rng.choice((1, 1, 2))):
            session, on = key(), self.day(after * 5)
            way = rng.choice(("in-person", "phone", "online"))
            put("cases_session", session, number, on, way, "", "en", False, 45, "{situation,papers}", who, "")
            self.tell("cases.session_held", on, session=session, way=way, minutes=45, topics=["situation"])
        for after in range(rng.choice((1, 1, 2))):
            note, on = key(), self.day(after * 9 + 1)
            text = self.batch.sealed("cases_note.text", self.key, "Called back; papers are on their way.")
            put("cases_note", note, number, text, who, f"{on} 15:00:00Z")
            self.tell("cases.note_added", on, note=note)
        task, due = key(), self.day(14)
        late = rng.randint(-20, 40)
        done = None if self.open and rng.random() < 0.75 else due
        due = self.plan.today + timedelta(days=late) if done is None else due
        put("cases_task", task, number, rng.choice(("call", "document", "booking")), "", due, who, done, 1)
        self.tell("cases.task_set", self.day(7), task=task, kind="call", due_on=str(due))
        if done:
            self.tell("cases.task_done", done, task=task, kind="call")
        if self.stage >= 2:
            approval, asked, answered = key(), self.since(1), self.since(2)
            project, until = "fedasil-avrr-be", answered + timedelta(days=90)
            put("cases_funderapproval", approval, number, project, "approved", asked, answered, until)
            self.tell("cases.approval_asked", asked, approval=approval, project=project)
            self.tell(
                "cases.approval_decided",
                answered,
                approval=approval,
                project=project,
                outcome="approved",
                depart_by=str(until),
            )


@dataclass
class _Member:
    """One person of a case, who travels in it."""

    case: MadeUpCase
    place: int
    pool: tuple[str, dict[str, list[tuple[str, str, str, str]]]]
    family: tuple[str, str, str, str]
    movement: int | None
    channel: str

    def write(self) -> None:
        """Add the person, what is known of them, and the way that they go."""
        case, rng = self.case, self.case.rng
        put = case.batch.put
        person, key = first_person(case.number) + self.place, case.batch.key()
        sex = rng.choice(("male", "female"))
        child = self.place >= 2
        years = rng.randint(1, 17) if child else rng.randint(18, 70)
        born = case.opened - timedelta(days=years * 365 + rng.randrange(365))
        self.person(person, key, sex, born)
        relation = ("head", "partner", "child", "child")[self.place]
        put("people_membership", case.household, person, relation, "", first_person(case.number), case.opened)
        event = case.batch.event
        registered = {
            "sex": sex,
            "born_from": str(born),
            "born_to": str(born),
            "nationalities": [case.destination],
        }
        event("people.registered", None, key, case.code, case.opened, **registered)
        restricted = rng.random() < RESTRICTED_SHARE
        if restricted:
            put(
                "access_restriction",
                key,
                rng.choice(("child", "trafficking", "medical")),
                f"{case.opened} 10:00Z",
            )
        accompanied = not restricted if child else None
        medical = rng.choices(("", "none", "mild", "severe"), (70, 20, 8, 2))[0]
        put(
            "cases_traveller",
            *(person, case.batch.key(), case.number + 1, person, self.place == 0, accompanied),
            *(STAGES[case.stage], case.since(case.stage), case.exit),
            *(case.since(4) if case.stage >= 3 else None, medical, 1),
        )
        case.tell("cases.traveller_added", case.opened, key, principal=self.place == 0)
        found = [one for one in VULNERABILITIES if rng.random() < 0.02]
        for category in found:
            put("cases_vulnerability", person, category, "moderate", case.day(5))
            case.tell("cases.vulnerability_found", case.day(5), key, category=category, severity="moderate")
        self.way(person, key, sex, years, found, medical)

    def person(self, person: int, key: str, sex: str, born: date) -> None:
        """Add the person's row, name, contact, paper and number."""
        case, rng = self.case, self.case.rng
        put, (script, parts) = case.batch.put, self.pool
        own, latin, folded, bones = rng.choice(parts[sex])
        name, native = f"{latin} {self.family[1]}", f"{own} {self.family[0]}"
        found = f"{native.casefold()} | {folded} {self.family[2]} | {bones} {self.family[3]}"
        other = native if script != "Latn" else ""
        made = f"{case.opened} 09:00:00Z"
        put(
            "people_person",
            *(person, key, case.office, name, other, script, found, sex, born, born),
            *(f"{{{case.destination}}}", "{en}", made, 1),
        )
        put("people_personname", person, "main", own, self.family[0], native, script)
        if rng.random() < 0.6:
            phone = f"+32470{person:07d}"
            put("people_contact", person, "phone", phone, phone, "")
        number = f"P{person:08d}"
        put("people_referencenumber", person, "immigration-office", f"{person:09d}")
        if rng.random() < 0.7:
            put(
                "people_traveldocument",
                *(case.batch.key(), person, "passport", "received", number, case.destination),
                *(case.plan.today + timedelta(days=900), "office", "", 1),
            )

    def way(self, person: int, key: str, sex: str, years: int, found: list[str], medical: str) -> None:
        """Add the events and papers of each stage that the traveller reached."""
        case, put = self.case, self.case.batch.put
        for stage in range(1, case.stage + 1):
            if stage < 5 or stage == case.stage:
                case.tell(
                    "cases.stage_entered",
                    case.since(stage),
                    key,
                    stage=STAGES[stage],
                    previous=STAGES[stage - 1],
                )
        if case.exit:
            case.tell("cases.exit_taken", case.day(60), key, exit=case.exit, stage=STAGES[case.stage])
        if case.stage >= 2:
            declaration = case.batch.key()
            put("cases_declaration", declaration, person, case.since(2), "self" if years >= 18 else "parent")
            case.tell(
                "cases.declaration_signed", case.since(2), key, declaration=declaration, signed_by="self"
            )
        if self.movement is None:
            return
        state = "booked" if case.stage == 3 else "arrived"
        put("movements_passenger", self.movement, person, state, case.since(case.stage), "{}", "", "", 1)
        journey, departs = case.batch.key(), case.since(4)
        route = ["BRU", "IST", "EBL"]
        case.tell(
            "movements.booked", case.since(3), key, movement=journey, departs_on=str(departs), route=route
        )
        if case.stage > 3:
            fact: dict[str, Any] = {
                "movement": journey,
                "programme": case.programme,
                "departure_country": "BE",
            }
            fact |= {"destination": case.destination, "channel": self.channel, "sex": sex, "age": years}
            fact |= {"vulnerabilities": found} | ({"medical": medical} if medical else {})
            case.tell("movements.departed", departs, key, **fact)
            case.tell("movements.arrived", departs, key, movement=journey, destination=case.destination)
