"""What is called otherwise in another language: an organisation of a country with several of them."""

from django.conf import settings
from django.contrib.postgres.lookups import Unaccent
from django.db import models
from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import get_language


class Called(models.Model):
    """Rows with a `name` as they write it themselves, and with other names in the languages of the house.

    Where no other name is given, they go by the one that they write.
    """

    name: "models.CharField[str, str]"
    name_en = models.CharField(max_length=160, blank=True, default="")
    name_fr = models.CharField(max_length=160, blank=True, default="")
    name_nl = models.CharField(max_length=160, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def called(self) -> str:
        """The name in the reader's language."""
        language = (get_language() or "").split("-")[0]
        return getattr(self, f"name_{language}", "") or str(self.name)


def called_in(language: str) -> Combinable:
    """Return the same for a query: the column of a language, or the name that they write."""
    column = f"name_{language.split('-')[0]}"
    if column not in OTHER_NAMES:
        return F("name")
    return Coalesce(NullIf(F(column), Value("")), F("name"))


def order_of_names() -> Lower:
    """Return for a query what rows are put in order by: their names in the reader's language, read as people
    do, for whom capitals and accents part nothing: 'École' stands before 'Entraide'.
    """
    return Lower(Unaccent(called_in(get_language() or "")))


OTHER_NAMES = tuple(f"name_{code}" for code, _language in settings.LANGUAGES)
"""The columns with the names in other languages."""
