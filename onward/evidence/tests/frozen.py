"""What an edition froze, once a session: for tests that compose and copy it, and never change it."""

import os
import random
from datetime import date

import pytest
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from onward.evidence.actions import prepare_edition
from onward.evidence.editions import Frozen
from onward.evidence.tests.test_editions import LATER, some_departures
from onward.kernel import clock
from tests.cast import make_cast
from tests.support.database import clone, template_database


@pytest.fixture(scope="session")
def frozen(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Frozen:
    """Forty departures of 2020 and twenty of the year before, frozen in March of the year after."""
    name = f"test_{os.environ['ONWARD_TEST_RUN']}_{worker}_e"
    facts = override_settings(ONWARD_FACTS=tmp_path_factory.mktemp("frozen"))
    with django_db_blocker.unblock(), clone(template_database(), name), facts:
        draw = random.Random(2020)
        some_departures(draw, 40, 2020)
        some_departures(draw, 20, 2019)
        with clock.at(LATER):
            found = prepare_edition(make_cast().ruth, "year-report", date(2020, 1, 1)).frozen
    return found
