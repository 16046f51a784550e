"""What is wrong with the sentences of reports: those that nobody wrote, and numbers that nobody counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from onward.evidence.documents.texts import LANGUAGES, Named, read_sentences, unknown_values
from onward.evidence.documents.values import names_of_two, value_names
from onward.evidence.editions import reports
from onward.evidence.editions.definition import MONTHS
from onward.kernel.definitions import Library, Report
from onward.kernel.definitions.faults import DefinitionFault, closest
from onward.kernel.definitions.kinds import register_further_check

_PERIOD: Final = ("year", "half", "quarter", "month")
_SAID: Final = [f"{way}-{covers}" for way in ("period", "cover") for covers in MONTHS]
OF_EVERY_REPORT: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_SAID, _PERIOD),
    **dict.fromkeys(("split-hidden", "split-of-none"), ("what", "period")),
    "split-of-part": ("what", "period", "as"),
    "total-hidden": ("what", "place", "period"),
    "method-events": ("first", "last"),
    "method-known": ("known", "state"),
    "method-beyond": ("programmes", "events"),
    "method-units": (),
    "method-shares": ("digits",),
    "method-changes": ("from", "period-before"),
    "method-nothing-before": ("period-before",),
    "method-nothing-before-of": ("period-before", "chapters", "many"),
    "chapter-not-recorded": ("period",),
    "method-hidden": ("most", "up-to", "many"),
    "method-exact": (),
    "method-draft": (),
    "method-edition": ("number", "state", "published", "digest"),
    "method-replaces": ("number", "published", "many"),
    "method-replaces-redefined": ("number", "published", "many"),
    "method-defined-otherwise": ("period", "number", "published", "names"),
    "method-printed-before": ("editions", "mark"),
    "edition-before": ("report", "period", "number", "published"),
    "method-imprint": ("offices", "many"),
    "donor-method-targets": (),
    "donor-method-to-date": (),
    "donor-method-amounts": ("currency",),
    "donor-method-exact": (),
}
"""Sentences of every report, those of donor reports alone (`donor-`) too, and what each may name."""


def sentence_faults(root: Path, library: Library) -> Iterator[DefinitionFault]:
    """Give what is wrong with the sentences beside a folder of definitions, and with how reports name them.

    Args:
        root: the folder of the definitions; the sentences lie in `reports/` beside it.
        library: the definitions, which are whole.
    """
    if not library.of("reports"):
        return
    folder = root.parent / "reports"
    found: dict[str, dict[str, Named]] = {}
    unread: set[str] = set()
    for language in LANGUAGES:
        found[language], faults = read_sentences(folder, language)
        unread |= {fault.file for fault in faults}
        yield from faults
    # What a file that cannot be read in full lacks may stand in it.
    yield from (fault for fault in _missing(folder, found) if fault.file not in unread)
    yield from _of_reports(found, library)
    for name, known in OF_EVERY_REPORT.items():
        if not any(name in told for told in found.values()):
            where = f"{folder.name}/{LANGUAGES[0]}/common.ftl"
            yield DefinitionFault(
                where, 1, 1, _("nobody wrote “%(name)s”") % {"name": name}, _every_language()
            )
        for told in found.values():
            if name in told:
                yield from unknown_values(told[name], dict.fromkeys(known))


def _missing(folder: Path, found: Mapping[str, Mapping[str, Named]]) -> Iterator[DefinitionFault]:
    """Give the sentences that some languages have and others lack."""
    for name in dict.fromkeys(name for told in found.values() for name in told):
        written = next(told[name] for told in found.values() if name in told)
        for language, told in found.items():
            if name not in told:
                wrong = _("“%(name)s” is missing, which stands at %(file)s:%(line)s") % {
                    "name": name, "file": written.file, "line": written.line}  # fmt: skip
                file = f"{folder.name}/{language}/{Path(written.file).name}"
                yield DefinitionFault(file, 1, 1, wrong, _("Write it in this language too"))


def _of_reports(found: Mapping[str, Mapping[str, Named]], library: Library) -> Iterator[DefinitionFault]:
    """Give the sentences that reports name and nobody wrote, and the numbers in them that nobody counts."""
    report, wrong_values = Report(), dict[DefinitionFault, None]()
    known_names = {name for told in found.values() for name in told}
    for code, one in reports(library).items():
        item = library.get("reports", code)
        for name, contents in one.contents.items():
            values = value_names(contents, library, one.compared)
            for twice, of in names_of_two(contents, library, one.compared).items():
                listed = of not in contents.tables
                at = ("derived", contents.derived.index(of)) if listed else ("tables", of)
                wrong = _("sentences would name two numbers “%(name)s”") % {"name": twice}
                report(item, ("contents", name, *at), wrong, _("Give this one another code"))
            named = (
                (number, key, text)
                for number, element in enumerate(contents.page)
                for key, text in (("text", element.text), ("otherwise", element.otherwise))
                if text is not None
            )
            for number, key, text in named:
                if text not in known_names:
                    path = ("contents", name, "page", number, key)
                    wrong = _("nobody wrote the sentence “%(name)s”") % {"name": text}
                    report(item, path, wrong, closest(text, known_names))
                for told in found.values():
                    if text in told:
                        wrong_values |= dict.fromkeys(unknown_values(told[text], values))
    yield from (*report.faults, *wrong_values)


def _every_language() -> str:
    return _("Write it in every language")


def register_sentences() -> None:
    """Have the sentences checked with the definitions; called when the house starts."""
    register_further_check(sentence_faults)
