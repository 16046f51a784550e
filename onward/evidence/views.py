"""The page 'Key trends' and its copy to take away."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onward.access import audit
from onward.access.doors import door, whose
from onward.access.models import Office
from onward.access.policy import may
from onward.evidence import exports, pages
from onward.evidence.forms import TrendsForm
from onward.evidence.policy import READ, READ_SMALL, office_read_by
from onward.evidence.problems import NoSuchQuestion
from onward.evidence.queries import last_departure
from onward.kernel import clock
from onward.reference.context import footnotes


def _ask(request: HttpRequest) -> tuple[TrendsForm, str | None, bool]:
    """Return the form with what was asked, the reader's one office, and whether small numbers are open."""
    reader = whose(request)
    office = office_read_by(reader)
    small = may(reader, READ_SMALL)
    choosable = office is None and small  # numbers of one office could be taken from those of all
    offices = list(Office.objects.order_by("name").values_list("code", "name")) if choosable else []
    asked = request.GET.copy()
    if "first" not in asked and "last" not in asked:
        year = (last_departure(office) or clock.today()).year
        asked["first"], asked["last"] = f"{year}-01-01", str(date(year, 12, 31))
    return TrendsForm(asked, small=small, offices=offices), office, small


@require_safe
@door(READ)
def key_trends(request: HttpRequest) -> HttpResponse:
    """Show the figures that were asked for; without a question, those of the last year with a departure."""
    form, office, small = _ask(request)
    page = None
    if form.is_valid():
        page = pages.trends(form.question(office), small=small, notes=footnotes(request)["footnotes"])
    latest = last_departure(office)
    context = {"form": form, "page": page, "years": pages.years(latest, request.GET), "small": small}
    return render(request, "evidence/trends.html", context, status=200 if page else 422)


@require_safe
@door(READ)
def export(request: HttpRequest) -> HttpResponse:
    """Give the same figures as a file, and write down who took them.

    Raises:
        NoSuchQuestion: the filters do not fit together.
    """
    form, office, small = _ask(request)
    if not form.is_valid():
        raise NoSuchQuestion
    question = form.question(office)
    notes = footnotes(request)["footnotes"]
    rows = exports.rows(pages.trends(question, small=small, notes=notes), notes)
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    audit.exported(whose(request), what="evidence.key-trends", rows=len(rows), filters=asked)
    name = f"key-trends-{question.period.first}-{question.period.last}.csv"
    return HttpResponse(
        exports.as_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
