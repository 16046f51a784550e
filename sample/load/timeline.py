"""The whole office in one line of time: stops of departures, calls, and every story's cues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from onward.kernel.clock import OFFICE_ZONE
from sample.draw.sources import habits
from sample.draw.stories import Call, Hold, Spending, Story
from sample.load import crew
from sample.load.cues import Cue, in_order
from sample.load.script import Script, enquiry_of


@dataclass(frozen=True)
class Timeline:
    """What is played or loaded.

    Attributes:
        stories: in the order of opening; any iterable, read once.
        holds: stops of departures.
        calls: on the telephone lines; those that became one of the stories are told with it.
        until: the last moment that is known; nothing is recorded after it.
        spending: what projects spent.
    """

    stories: Iterable[Story]
    holds: Sequence[Hold] = ()
    calls: Sequence[Call] = ()
    until: datetime | None = None
    spending: Sequence[Spending] = ()

    def cues(self) -> Iterator[tuple[Story | None, Cue, bool]]:
        """Give every cue by moment, with its story and whether it is the story's last."""
        became = {call.case: call for call in self.calls if call.case is not None}
        loose = [cue for hold in self.holds for cue in _hold(hold)]
        loose += [_call(call) for call in self.calls if call.case is None]
        loose += [_spent(one) for one in self.spending]
        loose = sorted((cue for cue in loose if self.until is None or cue.at <= self.until), key=_moment)
        scripts = (
            (story, Script(story, became.get(story.reference), self.until).cues_in_order())
            for story in self.stories
        )
        return in_order(loose, scripts)


def _moment(cue: Cue) -> datetime:
    return cue.at


def _hold(hold: Hold) -> Iterator[Cue]:
    """A stop is placed in the morning of its first day, and lifted on the day after its last."""
    office = habits()["programmes"][hold.programme]["office"]
    by = crew.of_role("movement-officer", office)[0]
    given = {
        "reference": hold.reference,
        "office": office,
        "from_on": hold.since,
        "reason": hold.reason,
        "programme": hold.programme,
        "destination": hold.destination or "",
        "precautions": list(habits()["precautions"][hold.reason]),
    }
    yield Cue(datetime.combine(hold.since, time(5), UTC), by, "place_hold", given)
    if hold.until:
        day = hold.until + timedelta(days=1)
        moment = datetime.combine(day, time(0, 5), OFFICE_ZONE).astimezone(UTC)
        yield Cue(moment, by, "lift_hold", {"reference": hold.reference, "on": day})


def _spent(one: Spending) -> Cue:
    given = {
        "project": one.project,
        "line": one.line,
        "amount": one.amount,
        "currency": one.currency,
        "voucher": one.voucher,
        "on": one.spent_on,
    }
    return Cue(one.recorded_at, one.by, "record_spending", given)


def _call(call: Call) -> Cue:
    return Cue(call.moment, call.by, "log_call", {"office": habits()["calls"]["office"], **enquiry_of(call)})
