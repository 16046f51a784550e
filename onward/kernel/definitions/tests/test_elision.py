"""A French text elides before a name that begins with a vowel."""

import pytest
from django.utils import translation

from onward.kernel.definitions import Text

OF = Text(en="The journey of {name}.", fr="Le voyage de {name}.", nl="De reis van {name}.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Agim Hoxha", "Le voyage d’Agim Hoxha."),
        ("Émile Abeid", "Le voyage d’Émile Abeid."),
        ("Mira Hoxha", "Le voyage de Mira Hoxha."),
        ("Hassan Zubaidi", "Le voyage de Hassan Zubaidi."),
        ("Yasmin Amiri", "Le voyage de Yasmin Amiri."),
        ("", "Le voyage de ."),
    ],
)
def test_de_before_a_vowel_is_elided(name: str, said: str) -> None:
    with translation.override("fr"):
        assert OF.with_values({"name": name}) == said


def test_other_languages_have_nothing_to_elide() -> None:
    with translation.override("nl"):
        assert OF.with_values({"name": "Agim"}) == "De reis van Agim."
