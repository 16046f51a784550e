"""The field that seals what is typed into it, and opens it for whoever may read the row."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, Lookup

from onward.access.secrecy import keys
from onward.access.secrecy.sealing import PATTERN, PREFIX
from onward.access.secrecy.values import Erased, Opened, read


class Sealed(str):
    """A sealed value on its way into the database."""

    __slots__ = ()


if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class SealedTextField(_Text):
    """A text that stands in the database sealed under the key of whom it tells of.

    It is read and written as any text. The database cannot look for words in it, nor may it be given any by
    `update()`: only empty, or what is sealed already. One that is read and saved as it is stays sealed as it
    was, so the audit does not take it for a change.
    """

    def __init__(self, *args: Any, of: Collection[str], **more: Any) -> None:
        """Take whose key it is.

        Args:
            args: as other fields.
            of: columns of the row with the key of whom it tells of, the first that has one counting: the
                person's, else that of the case, `case__key`.
            more: as other fields; `max_length` is of the words.
        """
        super().__init__(*args, **more)
        self.of = tuple(of)

    def deconstruct(self) -> Any:
        """Return what makes the same field in a migration."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    @property
    def place(self) -> str:
        """Where a value is sealed for."""
        return f"{self.model._meta.db_table}.{self.column}"

    def subject(self, row: models.Model) -> UUID:
        """Return the key of whom a row tells of.

        Raises:
            ValueError: it names nobody.
        """
        for path in self.of:
            found: Any = row
            for step in path.split("__"):
                found = found and getattr(found, step, None)
            if found:
                return cast(UUID, found)
        raise ValueError(f"A row of {self.model._meta.label} says neither whose it is nor of which case.")

    # --- into the database -------------------------------------------------------------------------------

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return what the row's words are sealed to; as they were sealed before where they are the same."""
        words = getattr(model_instance, self.attname)
        if not words or hasattr(words, "resolve_expression"):
            return words
        if isinstance(words, Erased):
            return Sealed(words.stored)
        subject = self.subject(model_instance)
        if isinstance(words, Opened) and (words.place, words.subject) == (self.place, subject):
            return Sealed(words.stored)
        if self.max_length and len(words) > self.max_length:
            raise ValueError(f"{self.place} takes {self.max_length} letters.")
        return Sealed(keys.for_sealing(subject).seal(self.place, str(words)))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Let through what is sealed or empty.

        Raises:
            FieldError: somebody would write words without a row that says whose they are.
        """
        if not value or isinstance(value, Sealed) or hasattr(value, "resolve_expression"):
            return super().get_db_prep_save(value, connection)
        raise FieldError(f"{self.place} is sealed row by row: save the row, or empty the field.")

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse what cannot be found."""
        found = super().get_lookup(lookup_name)
        if found is not None and not issubclass(found, Exact | _IsSealed | models.lookups.IsNull):
            raise FieldError(f"Nothing is found by the words of {self.place}: they are sealed.")
        return found

    def get_prep_value(self, value: Any) -> Any:
        """Let a row be looked for by whether it tells anything, and by nothing else."""
        if value and not isinstance(value, Sealed):
            raise FieldError(f"Nothing is found by the words of {self.place}: they are sealed.")
        return super().get_prep_value(value)

    # --- out of the database -----------------------------------------------------------------------------

    def get_col(self, alias: str, output_field: Any = None) -> Col:
        """Return the column as it is asked for: with the key that opens it."""
        return _ColumnWithKey(alias, self, output_field)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Return the words."""
        return read(value, self.place) if value else value


_KEY = """\
COALESCE((SELECT '|' || k.subject || '|' || k.master || '|' || encode(k.wrapped, 'hex')
FROM access_subjectkey k WHERE k.key = {key}), '')"""


class _ColumnWithKey(Col):
    """A column that brings along, where it is selected, the wrapped key of its value, and whose row it is in.

    So a page of a hundred notes costs no query more, and a key that is gone is missed at once.
    """

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """Return the value, the place, whose row, and its key where there still is one."""
        field = cast(SealedTextField, self.target)
        quote = compiler.quote_name_unless_alias
        whose = [_key_at(field.model, path, quote(self.alias), quote) for path in field.of]
        key = f"substr({sql}, {len(PREFIX) + 1}, 32)::uuid"
        brought = (
            f"{sql} || '|{field.place}|' || COALESCE({', '.join(whose)})::text || {_KEY.format(key=key)}"
        )
        return f"CASE WHEN {sql} <> '' THEN {brought} ELSE {sql} END", params


def _key_at(model: type[models.Model], path: str, alias: str, quote: Any) -> str:
    """Return SQL for the key that a path leads to from a row."""
    first, _steps, rest = path.partition("__")
    field = cast(Any, model._meta.get_field(first))
    if not rest:
        return f"{alias}.{quote(field.column)}"
    target = field.related_model
    inner = _key_at(target, rest, "whose", quote)
    return (
        f"(SELECT {inner} FROM {quote(target._meta.db_table)} whose"  # noqa: S608  # names of our own tables
        f" WHERE whose.id = {alias}.{quote(field.column)})"
    )


@SealedTextField.register_lookup
class _IsSealed(Lookup):
    """`field__is_sealed=True`: it stands there as a sealed value does."""

    lookup_name = "is_sealed"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the comparison."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} ~ '^{PATTERN}$'", params


def only_sealed(table: str, *fields: str) -> list[models.BaseConstraint]:
    """Return the constraints by which the database takes no plain words, by whatever way they come.

    Args:
        table: the name of the table, which the constraints are called after.
        fields: its sealed fields.
    """
    return [
        models.CheckConstraint(
            condition=models.Q(**{field: ""}) | models.Q(**{f"{field}__is_sealed": True}),
            name=f"{table}_{field}_is_sealed",
        )
        for field in fields
    ]


def sealed_fields(table: type[models.Model]) -> tuple[SealedTextField, ...]:
    """Return the sealed fields of a table."""
    return tuple(one for one in table._meta.concrete_fields if isinstance(one, SealedTextField))
