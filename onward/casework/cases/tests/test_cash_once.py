"""A receipt stands for the cash that it was signed for, once."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from onward.casework.cases import actions, problems
from onward.casework.cases.models import CashHandover
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.casework.cases.tests.test_papers_pages import SCAN
from onward.kernel import clock
from onward.kernel.text import day_in_words
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
FUNDER = "fedasil-avrr-be"


@pytest.fixture(autouse=True)
def _stored_here(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_second_handover_against_one_receipt_is_refused_and_names_the_first() -> None:
    cast = make_cast()
    other = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), other)
    receipt = actions.add_document(cast.lies, case, BytesIO(SCAN), name="receipt.pdf", kind="receipt")
    give = (Decimal("250"), "EUR", FUNDER, receipt)
    actions.give_cash(cast.lies, traveller_of(case), *give)
    for one in (traveller_of(case), traveller_of(case, other)):
        with pytest.raises(problems.ReceiptUsed) as refused:
            actions.give_cash(cast.lies, one, *give)
        assert refused.value.field == "receipt"
        assert f"250.00 EUR, {day_in_words(clock.today(), 'j F Y')}" in refused.value.say()
    assert CashHandover.objects.count() == 1
    second = actions.add_document(
        cast.lies, case, BytesIO(SCAN + b"\n% another"), name="second.pdf", kind="receipt"
    )
    actions.give_cash(cast.lies, traveller_of(case), Decimal("50"), "EUR", FUNDER, second, sure=True)


def test_of_cash_to_somebody_hidden_neither_day_nor_amount_is_told() -> None:
    cast = make_cast()
    child = a_person(cast.be, "Noor Zubaidi", born=date(2010, 1, 1))
    joining = [
        actions.Joining(a_person(cast.be), principal=True),
        actions.Joining(child, accompanied=False),
    ]
    case = a_case(cast.sam, joining=joining)
    receipt = actions.add_document(cast.sam, case, BytesIO(SCAN), name="receipt.pdf", kind="receipt")
    give = (Decimal("250"), "EUR", FUNDER, receipt)
    actions.give_cash(cast.sam, traveller_of(case, child), *give)
    with pytest.raises(problems.ReceiptUsed) as refused:
        actions.give_cash(cast.lies, traveller_of(case), *give)
    assert "250" not in refused.value.say()
