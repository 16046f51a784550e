"""Forms before actions: what was typed is kept, and what an action refuses is said at its field.

Every room's forms subclass `ActionForm`; every view sends one through `perform`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import InvalidOperation
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.renderers import BaseRenderer
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onward.kernel import clock
from onward.kernel.days import IN_THE_FUTURE
from onward.kernel.models import Sending
from onward.kernel.problems import (
    AlreadySent,
    ChangedMeanwhile,
    Invalid,
    Missing,
    NotSignedIn,
    Problem,
    SentOtherwise,
    Unavailable,
)
from onward.kernel.sealing import number_in, seal
from onward.kernel.sending import content_sent, sending
from onward.kernel.text import day_in_words
from onward.kernel.written import comma

R = TypeVar("R")

LOOK_FIRST = "look_first"
"""A form sent with this field is shown again with what was typed, and nothing is done (see `ActionForm`)."""

_NOT_THE_FORMS = (Missing, NotSignedIn, Unavailable, AlreadySent)
"""Problems that are no fault of what was typed: a page of their own answers them."""


def tell(form: forms.BaseForm, problem: Problem, **fields: str) -> None:
    """Say a problem at the field of the form that it is about.

    `fields` gives other names: field of the problem → field of the form. A problem that names no field of
    this form stands above it.
    """
    field = fields.get(problem.field or "", problem.field or "")
    at_field = field in form.fields
    # "Mend the marked field": said at that very field, it says nothing.
    marked = at_field and isinstance(problem, Invalid)
    words = problem.say() if marked else f"{problem.say()} {problem.say_way_out()}"
    form.add_error(field if at_field else None, ValidationError(words, code=problem.code))


def to_choose(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return what a list offers with none of it chosen; a single one stands chosen, as there is no other.

    A list without an empty line sends its first one where nobody touched it: a record that nobody made.
    """
    return [*choices] if len(choices) == 1 else [("", gettext_lazy("Choose…")), *choices]


def day_input(**attrs: Any) -> forms.DateInput:
    """Return the control for a day: the browser's own, which sends it as 2021-11-08."""
    return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


def day_field(
    label: Any, *, required: bool = False, today: bool = False, past: bool = False, **more: Any
) -> forms.DateField:
    """Return a field for a day; with today in it where `today` says so.

    One on which something happened (`past`) is none to come: said with all else that is wrong, before the
    action that refuses it is asked.
    """
    initial = clock.today if today else None
    checks = [_check_past] if past else []
    return forms.DateField(
        label=label, required=required, initial=initial, widget=day_input(), validators=checks, **more
    )


def _check_past(day: date) -> None:
    if day > clock.today():
        raise ValidationError(IN_THE_FUTURE, code="in-the-future")


def tick_if_asked(label: Any) -> forms.BooleanField:
    """Return a tick that takes what an action asks about; hidden until it does (`show_tick`)."""
    return forms.BooleanField(label=label, required=False, widget=forms.HiddenInput)


def show_tick(form: forms.Form, field: str, *, asked: bool = False) -> None:
    """Show such a tick where it is asked for, or where it was given: it is never kept out of sight."""
    if asked or (form.is_bound and form.data.get(form.add_prefix(field))):
        form.fields[field].widget = forms.CheckboxInput()


class Suggesting(forms.TextInput):
    """A line of text that offers some, and takes any other: names of who is likely, for instance."""

    def __init__(self, offered: Sequence[str] = ()) -> None:
        super().__init__(attrs={"dir": "auto"})
        self.offered = offered

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tie the line to what it offers."""
        attrs = attrs or {}
        return super().get_context(
            name, value, attrs | ({"list": f"{attrs.get('id', name)}-offered"} if self.offered else {})
        )

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Draw the line, and what it offers after it."""
        line = super().render(name, value, attrs, renderer)
        if not self.offered:
            return line
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.offered))
        return format_html(
            '{}<datalist id="{}-offered">{}</datalist>', line, (attrs or {}).get("id", name), options
        )


def suggest(field: forms.Field, offered: Sequence[str]) -> None:
    """Offer some answers at a field with `Suggesting`."""
    widget = field.widget
    assert isinstance(widget, Suggesting)
    widget.offered = offered


class SealedField(forms.IntegerField):
    """A hidden field for the number of a row, which the page tells sealed (`kernel.sealing`).

    What is no seal of the table reads as -1, which stands before every row.
    """

    def __init__(self, table: type[Model]) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)
        self.table = table

    def prepare_value(self, value: Any) -> Any:
        """Seal a number; what was sent stands as it came."""
        return seal(self.table._meta.db_table, value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        """Open what was sent."""
        return None if value in self.empty_values else number_in(self.table, value)


class OtherNames(forms.Form):
    """What goes by other names in other languages (`kernel.called`): a field for each of the house."""

    name_en = forms.CharField(label=gettext_lazy("Name in English"), required=False, max_length=160)
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), required=False, max_length=160)
    name_nl = forms.CharField(
        label=gettext_lazy("Name in Dutch"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("Only where people who read that language call it otherwise."),
    )


class ActionForm(forms.Form):
    """A form whose second sending changes nothing, and whose stale copy overwrites nothing.

    `once` is the token of this copy of the form. `version` is that of the row when the form was opened, where
    it changes one; after a colleague's change the form shows what they changed and takes the new version.
    """

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes: list[tuple[str, str, str]] = []
        if not self.is_bound:
            self.initial.setdefault("once", uuid4())

    def full_clean(self) -> None:
        """Check what was typed; a form that is only looked at again passes no check."""
        super().full_clean()
        if self.is_bound and self.add_prefix(LOOK_FIRST) in self.data:
            words = _("Nothing was saved yet: check what you typed, and send it.")
            self.add_error(None, ValidationError(words))

    @property
    def token(self) -> UUID | None:
        """The token of this copy of the form, once it is valid."""
        return self.cleaned_data.get("once")

    @property
    def seen_version(self) -> int | None:
        """The version of the row that the form was made from, once it is valid."""
        return self.cleaned_data.get("version")

    def show_changes(self, problem: ChangedMeanwhile) -> None:
        """Keep what was typed, say what a colleague changed, and let the next sending go through."""
        self.changes = problem.changes
        self._keep(version=self.fields["version"].prepare_value(problem.now))
        self.add_error(None, ValidationError(problem.say(), code=problem.code))

    def offer_again(self, problem: SentOtherwise) -> None:
        """Keep what was typed, say that another one was saved, and let the next sending save this one."""
        self._keep(once=uuid4())
        self.refuse(problem)

    def was_sent(self) -> bool:
        """Say whether the very same was sent before and taken: what it did may have made the form another."""
        # A form that is only to be looked at first was never judged.
        once = getattr(self, "cleaned_data", {}).get("once")
        with sending(self.data, self.files):
            content = content_sent()
        if not (once and content):
            return False
        return Sending.objects.filter(token=once, content=content).exists()

    def _keep(self, **hidden: Any) -> None:
        """Keep what was typed, with other values of some hidden fields."""
        kept = QueryDict(mutable=True)
        kept.update(self.data)
        for name, value in hidden.items():
            kept[self.add_prefix(name)] = str(value)
        self.data = kept

    def refuse(self, problem: Problem) -> None:
        """Say a problem at the field that it is about, or on top of the form."""
        tell(self, problem)

    def typed(self) -> list[tuple[str, str]]:
        """Return what was sent, as its reader saw it: (label, words), for a page that shows the form no more.

        What was left empty is not among it, nor a choice that is offered no more, nor a file.
        """
        said = ((str(one.label), _sent_in_words(one)) for one in self.visible_fields())
        return [(label, words) for label, words in said if words]


class PrefilledForm(ActionForm):
    """A form filled in with what stands (`initial`): what its reader left as it was, they did not write.

    Each field named in `stands` goes along with what it showed, where something stands. After a colleague's
    change it shows what stands by then, unless its reader typed something else; and what it had shown is said
    beside that.
    """

    stands: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.stands:
            self.fields[name].show_hidden_initial = name in self.initial

    def show_changes(self, problem: ChangedMeanwhile) -> None:
        """Keep what was typed, and show what stands now where nothing was."""
        typed = set(self.changed_data)
        super().show_changes(problem)
        shown = [self[name] for name in self.stands if name in self.fields]
        shown = [one for one in shown if one.html_initial_name in self.data]
        if not shown:
            return
        # The version is that of what is shown now: what came after that is refused, and shown, once more.
        self._keep(version=self.initial["version"])
        said = [str(self.base_fields[name].label) for name in self.stands if not self._is_gone(name)]
        beside = [row for row in problem.changes if str(row[0]) not in said]
        self.changes = [*self._show_again(shown, typed), *beside]

    def _is_gone(self, name: str) -> bool:
        """Say whether a field was shown that is asked for no more."""
        return name not in self.fields and self.add_initial_prefix(name) in self.data

    def _show_again(self, shown: Sequence[forms.BoundField], typed: set[str]) -> list[tuple[str, str, str]]:
        """Show what stands now in fields in which nothing was typed; return what is another than it was."""
        kept, found = QueryDict(mutable=True), []
        kept.update(self.data)
        for one in shown:
            was, now = str(self.data[one.html_initial_name]), _as_sent(one)
            kept[one.html_initial_name] = now
            if one.name not in typed:
                kept[one.html_name] = now
            # A page sends the lines of a text with other ends than those that are kept.
            if was.split() != now.split():
                found.append((str(one.label), _in_words(one.field, was), _in_words(one.field, now)))
        self.data = kept
        return found


def _as_sent(one: forms.BoundField) -> str:
    """Return what stands as a control sends it: an amount with the signs of the reader's language."""
    hidden = one.field.hidden_widget()
    hidden.is_localized = one.field.localize
    value = hidden.format_value(one.field.prepare_value(one.initial))
    return "" if value is None else str(value)


def _sent_in_words(one: forms.BoundField) -> str:
    """Return what was sent in a field, in words; empty where it has none."""
    sent, field = one.data, one.field
    if isinstance(field, forms.FileField):
        return ""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if sent else ""
    if not isinstance(field, forms.ChoiceField):
        return _in_words(field, str(sent or ""))
    chosen = [str(each) for each in (sent if isinstance(sent, list) else [sent or ""]) if each]
    offered = _offered(field)
    return comma().join(offered[each] for each in chosen if each in offered)


def _offered(field: forms.ChoiceField) -> dict[str, str]:
    """Return the choices of a field, each with its words."""
    pairs: Any = field.choices
    return {str(code): str(words) for code, words in pairs}


def _in_words(field: forms.Field, value: str) -> str:
    """Return what a control sent, as its reader saw it."""
    if isinstance(field, forms.ChoiceField):
        return _offered(field).get(value, value)
    if isinstance(field, forms.DateField):
        try:
            day = field.to_python(value)
        except ValidationError:
            return value  # no page of ours sent it
        return day_in_words(day, "j F Y") if day else ""
    if isinstance(field, forms.DecimalField):
        try:
            amount = field.to_python(value)
            return "" if amount is None else number_format(amount, field.decimal_places, force_grouping=True)
        except (ValidationError, InvalidOperation):
            return value
    return value


def perform(form: ActionForm, action: Callable[[], R]) -> R | None:
    """Run an action with a valid form; None where it was refused, and then the form says why.

    Raises:
        Missing, NotSignedIn, Unavailable, AlreadySent: nothing in the form can mend these.
    """
    if not form.is_valid():
        if form.was_sent():
            raise AlreadySent
        return None
    try:
        with sending(form.data, form.files):
            return action()
    except SentOtherwise as otherwise:
        form.offer_again(otherwise)
    except _NOT_THE_FORMS:
        raise
    except ChangedMeanwhile as meanwhile:
        form.show_changes(meanwhile)
    except Problem as problem:
        form.refuse(problem)
    return None
