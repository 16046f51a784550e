"""The only writers of casework: opening, steps on the line, work, papers, holds and hand-over."""

from onward.casework.cases.actions.approvals import correct_approval, prolong_approval, take_back_approval
from onward.casework.cases.actions.cash import RightCash, correct_cash, give_cash, take_back_cash
from onward.casework.cases.actions.ended_needs import correct_vulnerability_end, take_back_vulnerability_end
from onward.casework.cases.actions.handing import answer_hand_over, hand_over
from onward.casework.cases.actions.holding import lift_hold, place_hold, release_from_hold
from onward.casework.cases.actions.joinings import correct_joining, take_back_joining
from onward.casework.cases.actions.opened import correct_opening
from onward.casework.cases.actions.opening import (
    Joining,
    add_traveller,
    assign_counsellor,
    change_destination,
    close_case,
    move_to_version,
    open_case,
)
from onward.casework.cases.actions.papers import (
    ask_approval,
    decide_approval,
    sign_declaration,
    withdraw_declaration,
)
from onward.casework.cases.actions.releases import take_back_release
from onward.casework.cases.actions.sessions import RightSession, correct_session, take_back_session
from onward.casework.cases.actions.steps import advance, follow_journey, leave, part_travellers, undo_exit
from onward.casework.cases.actions.taking_back import (
    correct_channel,
    correct_step,
    reopen_case,
    take_step_back,
    undo_step,
)
from onward.casework.cases.actions.work import (
    add_document,
    add_note,
    end_vulnerability,
    find_vulnerability,
    finish_task,
    hold_session,
    record_accompaniment,
    record_medical_needs,
    reopen_task,
    set_task,
)

__all__ = [
    "Joining",
    "RightCash",
    "RightSession",
    "add_document",
    "add_note",
    "add_traveller",
    "advance",
    "answer_hand_over",
    "ask_approval",
    "assign_counsellor",
    "change_destination",
    "close_case",
    "correct_approval",
    "correct_cash",
    "correct_channel",
    "correct_joining",
    "correct_opening",
    "correct_session",
    "correct_step",
    "correct_vulnerability_end",
    "decide_approval",
    "end_vulnerability",
    "find_vulnerability",
    "finish_task",
    "follow_journey",
    "give_cash",
    "hand_over",
    "hold_session",
    "leave",
    "lift_hold",
    "move_to_version",
    "open_case",
    "part_travellers",
    "place_hold",
    "prolong_approval",
    "record_accompaniment",
    "record_medical_needs",
    "release_from_hold",
    "reopen_case",
    "reopen_task",
    "set_task",
    "sign_declaration",
    "take_back_approval",
    "take_back_cash",
    "take_back_joining",
    "take_back_release",
    "take_back_session",
    "take_back_vulnerability_end",
    "take_step_back",
    "undo_exit",
    "undo_step",
    "withdraw_declaration",
]
