"""A gate's condition as a filter of travellers: it leaves out those of whom it is certainly not true.

The evaluator decides (`kernel.conditions`); this only spares it travellers of whom a column says enough. What
it does not know how to ask may be true of anybody.
"""

from datetime import timedelta
from functools import reduce
from operator import and_, or_

from django.db.models import DateField, Exists, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from onward.casework.cases.models import Vulnerability
from onward.kernel.conditions.tree import And, Compare, Fact, Literal, Member, Node, Not, Or

ANYBODY = Q(pk__isnull=False)
TEXTS = {
    "traveller.medical_needs": "medical_needs",
    "case.destination": "case__destination",
    "case.departure_country": "case__departure_country",
    "case.channel": "case__channel",
}
"""Name of the vocabulary → column; empty where nobody knows it."""
LONGEST_YEAR = 366
"""Days: an age reckoned with these takes in a few who had their birthday."""


def perhaps(node: Node, today: Combinable) -> Q:
    """Return the filter for travellers of whom a condition may be true on the day that is asked about."""
    match node:
        case And(operands):
            return reduce(and_, (perhaps(one, today) for one in operands))
        case Or(operands):
            return reduce(or_, (perhaps(one, today) for one in operands))
        case Compare("==", Fact(name), Literal(str(value))) if name in TEXTS:
            return Q(**{TEXTS[name]: value})
        case Compare("!=", Fact(name), Literal(str(value))) if name in TEXTS:
            return ~Q(**{f"{TEXTS[name]}__in": ["", value]})
        case Compare("<", Fact("traveller.age"), Literal(int(years))):
            span = Value(timedelta(days=LONGEST_YEAR * years))
            day = Coalesce("travels_on", today, output_field=DateField())
            return Q(person__born_from__gt=Cast(day - span, DateField()))
        case Member(Literal(str(category)), Fact("traveller.vulnerabilities")):
            found = Vulnerability.objects.filter(traveller=OuterRef("pk"), category=category, ended_on=None)
            return Q(Exists(found))
        case Fact("traveller.accompanied"):
            return Q(accompanied=True)
        case Not(Fact("traveller.accompanied")):
            return Q(accompanied=False)
    return ANYBODY
