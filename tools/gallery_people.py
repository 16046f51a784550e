"""The made-up people and pages of the gallery."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django import forms

from onward.kernel.components import Bar, Exit, Line, Signal, State, Station, TravellerDot


def dots(*words: str) -> tuple[TravellerDot, ...]:
    """Make travellers from 'HZ Hassan Al-Zubaidi'; a '*' before the initials restricts."""
    return tuple(
        TravellerDot(w.lstrip("*").split()[0], w.split(maxsplit=1)[1], w.startswith("*")) for w in words
    )


FAMILY = dots("HZ Hassan Al-Zubaidi", "SM Suad Mahdi", "AZ Ali Al-Zubaidi", "MZ Maryam Al-Zubaidi")
NOOR = dots("*NZ Noor Al-Zubaidi")
STAGES = ["Registered", "Counselled", "Cleared", "Booked", "Departed", "Arrived", "Reintegrating", "Closed"]
STAGES_AR = ["مسجّل", "تمت المشورة", "مستوفٍ", "محجوز", "غادر", "وصل", "إعادة الاندماج", "مغلق"]


def pathway(
    here: int, labels: list[str] = STAGES, signals: dict[int, Signal] | None = None, **more: Any
) -> Line:
    """Make a voluntary return with the case at station `here`."""
    stations = []
    for at, label in enumerate(labels):
        state: State = "past" if at < here else "here" if at == here else "ahead"
        stations.append(
            Station(
                label.lower(),
                label,
                state,
                travellers=more.get("who", {}).get(at, ()),
                signal=(signals or {}).get(at),
                climbs=at == 5,
                exits=more.get("exits", {}).get(at, ()),
                note=more.get("notes", {}).get(at, ""),
            )
        )
    return Line(tuple(stations))


BIG = pathway(
    2,
    signals={3: Signal("missing", 2, "best interest, family in Erbil"), 4: Signal("unknown", 1)},
    who={1: NOOR, 2: FAMILY},
)
LATER = pathway(
    5,
    signals={6: Signal("hold", 1, "grant not yet granted")},
    who={5: dots("TB Tewodros Berhane")},
    exits={2: (Exit("Withdrawn", dots("LB Luwam Berhane")),)},
    notes={4: "2 Dec", 5: "3 Dec"},
)
JOURNEY = Line(
    (
        Station("BRU", "Brussels", "past", note="10:05"),
        Station(
            "IST",
            "Istanbul",
            "here",
            note="15:40 – 19:20",
            travellers=FAMILY + NOOR + dots("XX X Y", "ZZ Z Z"),
        ),
        Station("EBL", "Erbil", "ahead", note="22:10", climbs=True, signal=Signal("open")),
    ),
    label="Journey of 2 December",
)


class ExampleForm(forms.Form):
    """A form with one of each control."""

    name = forms.CharField(label="Family name, as given", help_text="In the script it was given in.")
    latin = forms.CharField(label="In Latin letters", required=False)
    born = forms.DateField(label="Date of birth", widget=forms.DateInput(attrs={"type": "date"}))
    to = forms.ChoiceField(
        label="Country of return", choices=[("", "Choose"), ("IQ", "Iraq"), ("GE", "Georgia")]
    )
    channel = forms.ChoiceField(
        label="How did they come?", choices=[("a", "Referred by a partner"), ("b", "Came by themselves")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label="Needs", required=False, choices=[("w", "Wheelchair"), ("m", "Medical escort")],
        widget=forms.CheckboxSelectMultiple, help_text="More than one may hold.",
    )  # fmt: skip
    consent = forms.BooleanField(label="Consent to share with the mission was given in writing")
    sheet = forms.FileField(
        label="The signed sheet", help_text="PDF or picture, at most 10 MB.", required=False
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)


def base(**more: Any) -> dict[str, Any]:
    """Return what every page of the gallery has: navigation, a user, the sample banner."""
    labels = [
        "Work",
        "Cases",
        "Referrals",
        "People",
        "Journeys",
        "Holds",
        "Organisations",
        "Figures",
        "Audit",
    ]
    navigation = [SimpleNamespace(label=w, url="#", current=w == more.get("at", "Cases")) for w in labels]
    user = type("Somebody", (), {"is_authenticated": True, "__str__": lambda self: "Lotte Peeters"})()
    return {"navigation": navigation, "user": user, "synthetic": True, **more}


def case() -> dict[str, Any]:
    """Return the page of a case."""
    return base(line=BIG, later=LATER, journey=JOURNEY)


def work() -> dict[str, Any]:
    """Return the worklist."""
    names = [
        ("Al-Zubaidi household", "عائلة الزبيدي", "ar", 2, "Guardian of Noor to sign", 6, True),
        ("Tewodros Berhane", "ቴዎድሮስ ብርሃነ", "ti", 3, "Ask the mission to confirm the booking", 1, False),
        ("Nino Beridze", "ნინო ბერიძე", "ka", 1, "First counselling session", 12, False),
        ("Armen Sargsyan", "Արմեն Սարգսյան", "hy", 4, "Record the arrival", -3, False),
        ("Olena Kovalenko", "Олена Коваленко", "uk", 5, "Hand over to the mission", 30, False),
    ]
    rows = [
        SimpleNamespace(
            name=n, native=o, lang=g, next=x, days=d, sealed=s,
            line=pathway(h, signals={h + 1: Signal("missing", 2)} if d < 10 else None),
        )
        for n, o, g, h, x, d, s in names * 5
    ]  # fmt: skip
    return base(rows=rows, at="Work")


def work_ar() -> dict[str, Any]:
    """Return the same in Arabic, from the right."""
    line = pathway(2, STAGES_AR, {3: Signal("missing", 2, "المصلحة الفضلى")}, who={1: NOOR, 2: FAMILY})
    return base(line=line, rows=work()["rows"][:5], at="Work")


def form_wrong() -> dict[str, Any]:
    """Return a form sent half empty."""
    form = ExampleForm({"name": "الزبيدي", "born": "2031-02-30"})
    return base(form=form)


def figures() -> dict[str, Any]:
    """Return the charts."""
    rows = [
        Bar("All", 1725, marked=True),
        Bar("Romania", 512, href="#"),
        Bar("Brazil", 301),
        Bar("Georgia", 96),
    ]
    returns = [210, 180, 40, 8, 30, 90, 160, 190, 220, 240, 180, 177]
    months = [Bar(m, v) for m, v in zip("JFMAMJJASOND", returns, strict=True)]
    return base(bars=rows, months=months, at="Figures")


def problem() -> dict[str, Any]:
    """Return an outage in the middle of a form."""
    again = {"path": "#", "method": "POST", "fields": [("note", "Called the guardian; signs on Monday.")]}
    return base(
        sentence="Onward cannot reach its records at this moment. Nothing was saved.",
        way_out="Wait a minute and try again: what you typed is kept on this page.",
        problem=SimpleNamespace(code="kernel.not-begun", status=503),
        again=again,
    )


PAGES: list[tuple[str, str, str, Callable[[], dict[str, Any]]]] = [
    ("case", "gallery_case.html", "en", case),
    ("work", "gallery_work.html", "en", work),
    ("rtl", "gallery_rtl.html", "ar", work_ar),
    ("form", "gallery_form.html", "en", form_wrong),
    ("figures", "gallery_figures.html", "en", figures),
    ("away", "problem_bare.html", "en", problem),
    ("lost", "404.html", "en", base),
]
