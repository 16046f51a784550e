"""Any actions, by anybody, in any order, with sense and with nonsense: events and state agree throughout."""

import pytest

from tests.sequences.doing.files import FileDoing
from tests.sequences.doing.journeys import JourneysDoing
from tests.sequences.doing.people import PeopleDoing
from tests.sequences.doing.protection import ProtectionDoing
from tests.sequences.doing.referrals import ReferralsDoing
from tests.sequences.doing.work import WorkDoing
from tests.sequences.office import drive
from tests.support.counts import counts

pytestmark = [pytest.mark.django_db, pytest.mark.long]


class Casework(FileDoing, WorkDoing, JourneysDoing):
    """Cases from their opening to the arrival."""


class Protection(ProtectionDoing, FileDoing, JourneysDoing):
    """Cases in which somebody has to be protected."""


class Desk(ReferralsDoing, PeopleDoing):
    """Who comes to the office, and how they enter its records."""


class Everything(Casework, Protection, Desk):
    """The whole office at once."""


def test_whatever_anybody_does_to_cases_in_any_order_events_and_state_agree() -> None:
    drive(Casework, counts(3, 500), counts(20, 50))


def test_whatever_is_asked_and_decided_to_protect_people_events_and_state_agree() -> None:
    drive(Protection, counts(2, 150), counts(20, 50))


def test_whoever_is_booked_and_moved_in_any_order_events_and_state_agree() -> None:
    drive(JourneysDoing, counts(3, 150), counts(20, 50))


def test_whatever_becomes_of_persons_events_and_state_agree() -> None:
    drive(PeopleDoing, counts(3, 150), counts(20, 50))


def test_whatever_is_referred_and_consented_to_events_and_state_agree() -> None:
    drive(Desk, counts(3, 150), counts(20, 50))


def test_whatever_a_whole_office_does_events_and_state_agree() -> None:
    drive(Everything, counts(2, 500), counts(30, 50))
