"""The guardian signs for a child recorded as without parents; no parent stands in their place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions
from onward.casework.cases.gates import gather, verdicts_of
from onward.casework.cases.models import Case, Declaration, Traveller
from onward.casework.cases.problems import AlreadyRecorded, NoParentSigns
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of, version_seen
from onward.casework.protection.actions import name_guardian
from onward.kernel import clock
from onward.kernel.text import day_in_words
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
SIGNED = "declaration-of-voluntary-return"


def a_family(cast: Cast, *accompanied: bool | None) -> tuple[Case, list[Traveller]]:
    """Return a case of a man and of children of ten, of each of whom this is recorded; and its travellers."""
    born = clock.today() - timedelta(days=3650)
    children = [
        actions.Joining(a_person(cast.be, f"Child {number}", born=born), accompanied=one)
        for number, one in enumerate(accompanied)
    ]
    case = a_case(cast.sam, joining=[actions.Joining(a_person(cast.be), principal=True), *children])
    return case, [traveller_of(case, one.person) for one in children]


def signed_by_a_parent_all_the_same(cast: Cast) -> tuple[Case, Traveller]:
    """Return a child for whom a parent signed, as was taken once, though it was on record as alone."""
    case, [child] = a_family(cast, True)
    actions.sign_declaration(cast.sam, child, "parent")
    actions.record_accompaniment(cast.sam, traveller_of(case, child.person), False)
    return case, traveller_of(case, child.person)


def stands(case: Case, one: Traveller) -> str:
    """Return what the gate answers of the declaration of a traveller."""
    travellers = list(case.travellers.select_related("person"))
    case.refresh_from_db()
    gathered = gather([case], travellers, clock.today())
    [state] = {
        line.state
        for verdict in verdicts_of(case, travellers, gathered, clock.today())
        for line in verdict.requirements
        if line.code == SIGNED and verdict.traveller == one.person.key
    }
    return str(state)


def at_the_gate(cast: Cast, case: Case) -> None:
    actions.hold_session(cast.sam, case, way="phone")
    for one in case.travellers.select_related("person", "case"):
        actions.advance(cast.sam, one, "counselled")


def form_of(client: Client, case: Case) -> Any:
    return client.get(reverse("cases:do", args=[case.reference, "declaration"])).context["form"]


def sent(client: Client, cast: Cast, case: Case, who: list[Traveller], by: str) -> Any:
    typed = {
        "travellers": [str(one.key) for one in who],
        "signed_by": by,
        "signed_on": clock.today().isoformat(),
        "version": version_seen(cast.sam, case),
    }
    return client.post(reverse("cases:do", args=[case.reference, "declaration"]), typed)


def test_no_parent_signs_for_a_child_recorded_as_without_one() -> None:
    cast = make_cast()
    _case, [child] = a_family(cast, False)
    with pytest.raises(NoParentSigns) as refused:
        actions.sign_declaration(cast.sam, child, "parent")
    assert refused.value.field == "signed_by"
    assert "The guardian signs" in refused.value.say_way_out()
    actions.sign_declaration(cast.sam, child, "guardian")


def test_a_parent_signs_for_an_accompanied_child_and_for_one_of_whom_it_is_not_known_too() -> None:
    cast = make_cast()
    case, children = a_family(cast, True, None)
    for one in children:
        actions.sign_declaration(cast.sam, one, "parent")
    at_the_gate(cast, case)
    assert [stands(case, one) for one in children] == ["met", "met"]


def test_a_parent_s_signature_for_who_was_alone_that_day_opens_no_gate_and_gives_way() -> None:
    cast = make_cast()
    case, child = signed_by_a_parent_all_the_same(cast)
    at_the_gate(cast, case)
    assert stands(case, child) == "missing"
    actions.sign_declaration(cast.sam, child, "guardian")
    assert stands(case, child) == "met"
    assert Declaration.objects.get(traveller=child, withdrawn_on=None).signed_by == "guardian"
    with pytest.raises(AlreadyRecorded):
        actions.sign_declaration(cast.sam, child, "guardian")


def test_a_parent_who_signed_before_the_child_was_alone_has_signed() -> None:
    cast = make_cast()
    case, [child] = a_family(cast, True)
    at_the_gate(cast, case)
    actions.sign_declaration(cast.sam, traveller_of(case, child.person), "parent")
    with clock.at(clock.now() + timedelta(days=1)):
        actions.record_accompaniment(cast.sam, traveller_of(case, child.person), False)
        assert stands(case, child) == "met"


def test_a_parent_found_later_does_not_sign_for_the_day_on_which_the_child_was_alone() -> None:
    cast = make_cast()
    case, [child] = a_family(cast, False)
    yesterday = clock.today()
    with clock.at(clock.now() + timedelta(days=1)):
        actions.record_accompaniment(cast.sam, child, True)
        child = traveller_of(case, child.person)
        with pytest.raises(NoParentSigns):
            actions.sign_declaration(cast.sam, child, "parent", signed_on=yesterday)
        actions.sign_declaration(cast.sam, child, "parent")
        at_the_gate(cast, case)
        assert stands(case, child) == "met"


def test_the_form_chooses_the_guardian_for_a_child_alone_and_refuses_a_parent(client: Client) -> None:
    cast = make_cast()
    case, [child] = a_family(cast, False)
    actions.sign_declaration(cast.sam, traveller_of(case), "self")
    client.force_login(cast.sam)
    form = form_of(client, case)
    assert form["signed_by"].value() == "guardian"
    assert form.beforehand == [
        "Child 0: no guardian is on file yet. Whoever signs is to be named on the page of the case."
    ]
    name_guardian(cast.sam, child, "Griet Maes")
    assert form_of(client, case).beforehand == ["Child 0: the guardian on file is Griet Maes."]
    refused = sent(client, cast, case, [child], "parent")
    assert refused.status_code == 422
    assert "No parent signs for them." in str(refused.context["form"].errors["signed_by"])
    assert not Declaration.objects.filter(traveller=child).exists()
    assert sent(client, cast, case, [child], "guardian").status_code == 302


def test_one_form_does_for_a_whole_family_by_what_is_on_record_of_each(client: Client) -> None:
    cast = make_cast()
    case, [son, niece] = a_family(cast, True, False)
    client.force_login(cast.sam)
    assert form_of(client, case)["signed_by"].value() == "auto"
    everybody = [traveller_of(case), son, niece]
    assert sent(client, cast, case, everybody, "auto").status_code == 302
    by = {one.traveller.key: one.signed_by for one in Declaration.objects.select_related("traveller")}
    assert [by[one.key] for one in everybody] == ["self", "parent", "guardian"]


def test_nobody_is_taken_for_granted_who_signs_for_a_child_of_whose_company_nothing_is_known(
    client: Client,
) -> None:
    cast = make_cast()
    case, [child] = a_family(cast, None)
    client.force_login(cast.sam)
    assert not form_of(client, case)["signed_by"].value()
    refused = sent(client, cast, case, [traveller_of(case), child], "auto")
    assert refused.status_code == 422
    assert "Child 0: not recorded yet" in str(refused.context["form"].errors["signed_by"])
    assert not Declaration.objects.exists()
    assert sent(client, cast, case, [traveller_of(case)], "auto").status_code == 302
    assert sent(client, cast, case, [child], "parent").status_code == 302


def test_who_was_signed_for_by_a_parent_who_is_not_there_is_offered_again(client: Client) -> None:
    cast = make_cast()
    case, child = signed_by_a_parent_all_the_same(cast)
    client.force_login(cast.sam)
    form = form_of(client, case)
    assert str(child.key) in form.initial["travellers"]
    day = day_in_words(clock.today())
    told = dict(form.fields["travellers"].choices)[str(child.key)]
    assert told == f"Child 0 (a parent signed on {day}, with none on record: it does not count)"
