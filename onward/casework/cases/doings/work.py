"""The day's work: sessions, notes, tasks, documents."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases import actions, forms
from onward.casework.cases.doings.doing import Doing
from onward.casework.cases.models import Case


def _session(user: User, case: Case, form: forms.SessionForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    names = ("way", "held_on", "place", "language", "interpreter", "minutes", "topics", "summary")
    return actions.hold_session(
        user, case, **{name: data[name] for name in names}, about=form.chosen("about"), once=form.token
    )


def _correct_session(user: User, case: Case, form: forms.CorrectSessionForm, request: HttpRequest) -> object:
    data, seen, once = form.cleaned_data, form.seen_version, form.token
    if data["right"] == form.NOT_SO:
        return actions.take_back_session(user, form.the_session(), data["reason"], version=seen, once=once)
    right = form.what_is_right()
    return actions.correct_session(user, form.the_session(), right, data["reason"], version=seen, once=once)


def _note(user: User, case: Case, form: forms.NoteForm, request: HttpRequest) -> object:
    return actions.add_note(
        user, case, form.cleaned_data["text"], about=form.chosen("about"), once=form.token
    )


def _task(user: User, case: Case, form: forms.TaskForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    return actions.set_task(
        user,
        case,
        due_on=data["due_on"],
        words=data["words"],
        kind=data["kind"],
        about=form.chosen("about"),
        once=form.token,
    )


def _document(user: User, case: Case, form: forms.DocumentForm, request: HttpRequest) -> object:
    data = form.cleaned_data
    upload = data["file"]
    return actions.add_document(
        user,
        case,
        upload,
        name=upload.name,
        kind=data["kind"],
        about=form.chosen("about"),
        again=data["again"],
        once=form.token,
    )


DOINGS = (
    Doing("session", _("Record a session"), forms.SessionForm, _session),
    Doing("correct-session", _("Correct a session"), forms.CorrectSessionForm, _correct_session),
    Doing("note", _("Write a note"), forms.NoteForm, _note, when_closed=True),
    Doing("task", _("Set a task"), forms.TaskForm, _task),
    Doing("document", _("Add a document"), forms.DocumentForm, _document, when_closed=True),
)
