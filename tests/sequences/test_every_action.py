"""Every action has a rule in the sequences, or says here why it has none."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.urls import get_resolver

from onward.kernel.actions import Action, _verbs

DOING = Path(__file__).with_name("doing")
WITHIN = "part of a journey's actions, which have rules: nobody is offered it by itself"
USERS = "who works here: the machines have a cast that stays, and events about cases do not hang on it"
FIGURES = "editions and questions read facts and change none: what they keep is told beside their room"
PARTNERS = "the directory of organisations holds no person whom the office assists, and no case"
MONEY = "what a project spends names no person and no case"
QUANTITIES = "a quantity that a workbook brought in is of no person and no case"
ASKED = "what a person asks of what is held changes nothing of it by itself"
AT_NIGHT = (
    "the house at night: it takes away what is told of files that are over, and machines have none so old"
)
WITHOUT = {
    "access.actions.offices.change_office": USERS,
    "access.actions.offices.make_office": USERS,
    "access.actions.users.change_user": USERS,
    "access.actions.users.choose_language": USERS,
    "access.actions.users.close_user": USERS,
    "access.actions.users.give_link": USERS,
    "access.actions.users.make_user": USERS,
    "access.actions.users.reopen_user": USERS,
    "casework.cases.actions.opened.correct_opening": WITHIN,
    "casework.cases.actions.steps.follow_journey": WITHIN,
    "casework.cases.actions.taking_back.correct_step": WITHIN,
    "casework.cases.actions.taking_back.take_step_back": WITHIN,
    "casework.cases.actions.work.add_document": "takes a file, and no rollback takes it out of the store",
    "evidence.keep_judgement": FIGURES,
    "evidence.keep_question": FIGURES,
    "evidence.prepare_donor_report": FIGURES,
    "evidence.prepare_edition": FIGURES,
    "evidence.publish_edition": FIGURES,
    "evidence.remove_question": FIGURES,
    "evidence.withdraw_edition": FIGURES,
    "history.actions.cases.take_back_case": "has a machine of its own (test_past_taken_back)",
    "history.actions.quantities.correct_quantity": QUANTITIES,
    "history.actions.quantities.take_back_quantity": QUANTITIES,
    "history.bring_in": "the past of an office, in bulk from a workbook and before its first day",
    "records.partners.add_organisation": PARTNERS,
    "records.partners.change_organisation": PARTNERS,
    "records.partners.clear_turn": PARTNERS,
    "records.partners.drop_contact": PARTNERS,
    "records.partners.end_organisation": PARTNERS,
    "records.partners.save_contact": PARTNERS,
    "records.partners.save_desk": PARTNERS,
    "records.partners.set_turn": PARTNERS,
    "records.projects.correct_expenditure": MONEY,
    "safekeeping.rights.answer": ASKED,
    "safekeeping.rights.take_down": ASKED,
    "safekeeping.rights.take_longer": ASKED,
    "safekeeping.retention.begin_run": AT_NIGHT,
    "safekeeping.retention.clear_batch": AT_NIGHT,
    "safekeeping.retention.end_run": AT_NIGHT,
    "safekeeping.retention.leave_off": AT_NIGHT,
    "safekeeping.retention.lift_hold": AT_NIGHT,
    "safekeeping.retention.look_ahead": AT_NIGHT,
    "safekeeping.retention.place_hold": AT_NIGHT,
    "safekeeping.retention.stop_run": AT_NIGHT,
    "records.projects.record_expenditure": MONEY,
    "records.projects.take_back_expenditure": MONEY,
}
"""Actions without a rule, and why."""


def rules() -> Iterator[tuple[ModuleType, ast.AST]]:
    """Return what the rules consist of, each with the module that it stands in."""
    for path in sorted(DOING.glob("*.py")):
        module = import_module(f"tests.sequences.doing.{path.stem}")
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            yield module, node


def named() -> set[str]:
    """Return the actions that rules name, as the audit calls them."""
    found = set()
    for module, node in rules():
        thing = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            thing = getattr(getattr(module, node.value.id, None), node.attr, None)
        elif isinstance(node, ast.Name):
            thing = getattr(module, node.id, None)
        if isinstance(thing, Action):
            found.add(thing.name)
    return found


def test_every_action_has_a_rule_or_a_reason() -> None:
    assert list(get_resolver().url_patterns), "pages bring in the actions of every room"
    actions = {name for name in _verbs if ".tests." not in name}
    assert actions - named() == set(WITHOUT)
