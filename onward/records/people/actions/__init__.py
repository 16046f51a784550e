"""The only writer of persons, their papers and their households."""

from onward.records.people.actions.contacts import ContactGiven, add_contact, end_contact, judge_contact
from onward.records.people.actions.from_paper import record_with_birth
from onward.records.people.actions.households import (
    Member,
    change_relation,
    join_household,
    leave_household,
    make_household,
)
from onward.records.people.actions.papers import (
    Paper,
    add_document,
    add_reference,
    drop_reference,
    update_document,
)
from onward.records.people.actions.persons import mend_person, register_person

__all__ = [
    "ContactGiven",
    "Member",
    "Paper",
    "add_contact",
    "add_document",
    "add_reference",
    "change_relation",
    "drop_reference",
    "end_contact",
    "join_household",
    "judge_contact",
    "leave_household",
    "make_household",
    "mend_person",
    "record_with_birth",
    "register_person",
    "update_document",
]
