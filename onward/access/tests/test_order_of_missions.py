"""Missions stand in one order wherever they are offered, by how the reader calls them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from onward.access.models import Office
from onward.access.queries import missions, offices
from onward.casework.cases.pages.handed import sharing_of
from onward.casework.cases.problems import ConsentMissing
from onward.casework.cases.queries import case_by_reference
from onward.casework.cases.tests.factories import a_case
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def a_mission(code: str, country: str, name: str, name_fr: str = "") -> Office:
    return Office.objects.create(code=code, kind="mission", country=country, name=name, name_fr=name_fr)


def test_accents_and_capitals_do_not_part_names_and_the_readers_language_counts() -> None:
    Office.objects.all().delete()
    guinea, georgia = a_mission("gn", "GN", "Guinea", "Guinée"), a_mission("ge", "GE", "Georgia", "Géorgie")
    egypt, senegal = a_mission("eg", "EG", "Egypt", "Égypte"), a_mission("sn", "SN", "Senegal", "sénégal")
    with override("fr"):
        assert missions() == [egypt, georgia, guinea, senegal]
        assert offices() == missions()
        assert missions(first="GN") == [guinea, egypt, georgia, senegal]


def test_a_case_and_a_missing_consent_name_the_mission_as_the_reader_calls_it() -> None:
    cast = make_cast()
    Office.objects.filter(kind="mission", country="IQ").exclude(pk=cast.iraq.pk).delete()
    Office.objects.filter(pk=cast.iraq.pk).update(name_fr="Bagdad")
    cast.iraq.refresh_from_db()
    case = a_case(cast.lies)
    for language, called in (("fr", "Bagdad"), ("en", cast.iraq.name), ("fr", "Bagdad")):
        with override(language):
            read = case_by_reference(cast.lies, case.reference)
            assert sharing_of(cast.lies, read, ()).still_with == called
            assert called in ConsentMissing("mission", cast.iraq, 1).say()
