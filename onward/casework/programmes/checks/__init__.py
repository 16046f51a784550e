"""What can be wrong between the parts of a programme file, and between files."""

from onward.casework.programmes.checks.asked import (
    conditions_are_sound,
    events_are_declared,
    nothing_is_asked_before_it_can_be_there,
    requirements_can_be_met,
    rooms_can_satisfy,
    sentences_use_known_places,
    what_is_for_a_country_says_so,
)
from onward.casework.programmes.checks.paid import (
    cash_is_bounded_once,
    project_pays_for_what_is_given,
    services_are_paid_for,
)
from onward.casework.programmes.checks.pathway import (
    codes_stand_once,
    exits_lead_from_stages,
    gates_stand_before_stages,
    moments_stand_once,
    people_are_known,
    prefix_is_its_own,
    stages_can_be_reached,
    tasks_can_be_done,
    types_are_known,
    what_it_tells_is_a_restriction,
)

PROGRAMME_CHECKS = (
    codes_stand_once,
    prefix_is_its_own,
    stages_can_be_reached,
    moments_stand_once,
    exits_lead_from_stages,
    gates_stand_before_stages,
    people_are_known,
    requirements_can_be_met,
    nothing_is_asked_before_it_can_be_there,
    tasks_can_be_done,
    conditions_are_sound,
    services_are_paid_for,
    cash_is_bounded_once,
)
CHANNEL_CHECKS = (types_are_known, what_it_tells_is_a_restriction)
REQUIREMENT_CHECKS = (rooms_can_satisfy, sentences_use_known_places, what_is_for_a_country_says_so)

__all__ = [
    "CHANNEL_CHECKS",
    "PROGRAMME_CHECKS",
    "REQUIREMENT_CHECKS",
    "events_are_declared",
    "project_pays_for_what_is_given",
]
