"""The page 'Key trends' and its copy to take away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from onward.access import audit
from onward.access.doors import door, whose
from onward.access.policy import may
from onward.access.queries import offices as every_office
from onward.evidence import exports, pages
from onward.evidence.documents.cells import as_csv
from onward.evidence.facts import Facts, open_facts
from onward.evidence.forms import FIRST_DAY, TrendsForm
from onward.evidence.hooks import reads_files
from onward.evidence.policy import READ, READ_EDITIONS, READ_SMALL, office_read_by
from onward.evidence.problems import NoSuchQuestion
from onward.evidence.queries import Question, years_with_returns
from onward.kernel import clock
from onward.reference.context import footnotes
from onward.reference.countries import Footnotes


def _years(office: str | None, facts: Facts) -> list[int]:
    """Return the years offered at a click: the last ones in which somebody returned."""
    return years_with_returns(
        office, latest=clock.today().year, earliest=FIRST_DAY.year, most=pages.YEARS_OFFERED, facts=facts
    )


def _ask(request: HttpRequest, office: str | None, latest: int) -> tuple[TrendsForm, bool]:
    """Return the form with what was asked, and whether small numbers are open to the reader."""
    small = may(whose(request), READ_SMALL)
    choosable = office is None and small  # numbers of one office could be taken from those of all
    offices = [(one.code, one) for one in every_office()] if choosable else []
    asked = request.GET.copy()
    if "first" not in asked and "last" not in asked:
        asked["first"], asked["last"] = f"{latest}-01-01", f"{latest}-12-31"
    files = reads_files(whose(request))
    return TrendsForm(asked, small=small, offices=offices, files=files), small


def _answer(
    request: HttpRequest, form: TrendsForm, question: Question, small: bool, notes: Footnotes, facts: Facts
) -> pages.Trends:
    day = form.cleaned_data.get("since")
    return pages.trends(question, small=small, notes=notes, user=whose(request), day=day, facts=facts)


@require_safe
@door(READ)
def key_trends(request: HttpRequest) -> HttpResponse:
    """Show the figures that were asked for; without a question, those of the last year with a departure."""
    office, notes, facts = office_read_by(whose(request)), footnotes(request)["footnotes"], open_facts()
    years = _years(office, facts)
    latest = years[0] if years else clock.today().year
    form, small = _ask(request, office, latest)
    valid = form.is_valid()
    page = _answer(request, form, form.question(office), small, notes, facts) if valid else None
    offered = pages.years(years, latest, request.GET)
    reading = pages.how_to_read(page) if page else []
    context = {"form": form, "page": page, "years": offered, "small": small, "reading": reading}
    context["editions"] = may(whose(request), READ_EDITIONS)
    return render(request, "evidence/trends.html", context, status=200 if page else 422)


def _since_address(request: HttpRequest, page: pages.Trends) -> str:
    """Return where what changed since the end of the period stands; empty where nothing did."""
    if page.grown_since is None:
        return ""
    asked = request.GET.copy()
    asked["since"] = str(page.grown_since)
    return request.build_absolute_uri(f"{reverse('evidence:key-trends')}?{asked.urlencode()}#since")


@require_safe
@door(READ)
def export(request: HttpRequest) -> HttpResponse:
    """Give the same figures as a file, and write down who took them.

    Raises:
        NoSuchQuestion: the filters do not fit together.
    """
    office, facts = office_read_by(whose(request)), open_facts()
    years = _years(office, facts)
    form, small = _ask(request, office, years[0] if years else clock.today().year)
    if not form.is_valid():
        raise NoSuchQuestion
    question = form.question(office)
    notes = footnotes(request)["footnotes"]
    page = _answer(request, form, question, small, notes, facts)
    rows = exports.rows(page, notes, form.left_out, _since_address(request, page))
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    audit.exported(whose(request), what="evidence.key-trends", rows=len(rows), filters=asked)
    name = exports.file_name(page, since=form.cleaned_data.get("since"))
    return HttpResponse(
        as_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
