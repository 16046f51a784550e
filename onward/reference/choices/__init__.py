"""The coded lists of the house (`definitions/choices.yaml`): topics, reasons, kinds of document, precautions.

A form offers them, an action checks them, an event carries the code, and a page shows the words.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Literal, Self, cast

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from onward.kernel.definitions import Code, Definition, Text, current_library, register_kind
from onward.kernel.definitions.kinds import need
from onward.kernel.problems import Problem

SAY_WHAT = _("Write at least a word.")


class ChoiceList(Definition):
    """A list of coded values, in the order in which a form offers them.

    `usual` holds, by a value of another list, which of the options usually go with it; `concerns`, by option,
    the sexes of those whom it may concern, where it does not concern everybody. `restricts` holds, by an
    option, the mark that it puts on the file of whom it is found; `restricted` the mark that somebody of
    whom it is found had at an earlier time, and is out of by now. `beside_a_child` names the options
    that count as an adult beside a child: escorts who take care of one on the way. `fits_where` holds, by an
    option, how all have to stand of whom it is said: all-arrived, or all-left the pathway; others always fit.
    `never_so` names the reasons which say that something was not so at any time: it counts on no day.
    `corrects_alone` names the reasons which say that something was otherwise: it is not taken back for them.
    `takes_back_alone` names those which say that it was not so, or not here: it is not corrected for them.
    `misnames` names the reasons which say that a number of a person's own is somebody else's.
    `misplaces` names the reasons which say that something was of another programme or place: what comes in
    elsewhere may stand for it.
    `names_another` names the reasons which say that somebody else was meant: who that is may be hidden from
    a reader, so a timeline does not tell them.
    """

    code: Code
    name: Text
    options: dict[Code, Text]
    usual: dict[Code, tuple[Code, ...]] = {}
    concerns: dict[Code, tuple[Code, ...]] = {}
    restricts: dict[Code, Code] = {}
    restricted: dict[Code, Code] = {}
    beside_a_child: tuple[Code, ...] = ()
    fits_where: dict[Code, Literal["all-arrived", "all-left"]] = {}
    never_so: tuple[Code, ...] = ()
    corrects_alone: tuple[Code, ...] = ()
    takes_back_alone: tuple[Code, ...] = ()
    misnames: tuple[Code, ...] = ()
    misplaces: tuple[Code, ...] = ()
    names_another: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _speaks_of_its_options(self) -> Self:
        spoken_of = {
            "usual": {one for codes in self.usual.values() for one in codes},
            "concerns": set(self.concerns),
            "restricts": set(self.restricts),
            "restricted": set(self.restricted),
            "beside_a_child": set(self.beside_a_child),
            "fits_where": set(self.fits_where),
            "never_so": set(self.never_so),
            "corrects_alone": set(self.corrects_alone),
            "takes_back_alone": set(self.takes_back_alone),
            "misnames": set(self.misnames),
            "misplaces": set(self.misplaces),
            "names_another": set(self.names_another),
        }
        for field, codes in spoken_of.items():
            if unknown := codes - set(self.options):
                raise ValueError(f"{field}: not among the options: {', '.join(sorted(unknown))}")
        if both := {*self.corrects_alone} & {*self.takes_back_alone}:
            raise ValueError(f"takes_back_alone: among corrects_alone too: {', '.join(sorted(both))}")
        return self


class NoSuchChoice(Problem):
    """A coded value is not one that the definitions offer."""

    code = "reference.no-such-choice"
    status = 422
    sentence = _("“%(value)s” is not one of the choices.")
    way_out = _("Choose one from the list.")


def register_kinds() -> None:
    """Register the kind of definition file; called when the house starts."""
    register_kind("choices", ChoiceList, one_file=True)


def ask_for(*codes: str) -> None:
    """Say that the program asks for these lists; from a room's `ready()`. A file without one is refused."""
    need("choices", *codes)


def listed(code: str) -> Mapping[str, Text]:
    """Return the options of a list by code.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).options


def _list(code: str) -> ChoiceList:
    """Return a list as it is in force; KeyError where there is none of this code."""
    return cast(ChoiceList, current_library().of("choices")[code].body)


def usual(code: str, value: str) -> tuple[str, ...]:
    """Return the options of a list that usually go with a value of another one: precautions with a reason.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).usual.get(value, ())


def concerns(code: str, value: str, sex: str) -> bool:
    """Say whether an option of a list may concern somebody of a sex, as the records have it.

    Raises:
        KeyError: no list has this code.
    """
    sexes = _list(code).concerns.get(value)
    return sexes is None or sex in sexes


def restricting(code: str) -> Mapping[str, str]:
    """Return, by option of a list, the category of the mark that it puts on a file; others put none.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).restricts


def restricted_once(code: str) -> Mapping[str, str]:
    """Return, by option of a list, the category of the mark that it tells somebody is out of by now.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).restricted


def beside_a_child(code: str) -> tuple[str, ...]:
    """Return the options of a list that count as an adult beside a child.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).beside_a_child


def never_so(code: str) -> tuple[str, ...]:
    """Return the reasons of a list which say that something was not so at any time.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).never_so


def misnames(code: str) -> tuple[str, ...]:
    """Return the reasons of a list which say that a number of a person's own is somebody else's.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).misnames


def misplaces(code: str) -> tuple[str, ...]:
    """Return the reasons of a list which say that something was of another programme or place.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).misplaces


def names_another(code: str) -> tuple[str, ...]:
    """Return the reasons of a list which say that somebody else was meant.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).names_another


def taking_back(code: str) -> list[tuple[str, str]]:
    """Return the reasons of a list, as a form wants them, for which something is taken back whole.

    Raises:
        KeyError: no list has this code.
    """
    alone = _list(code).corrects_alone
    return [(value, words) for value, words in options(code) if value not in alone]


def correcting(code: str) -> list[tuple[str, str]]:
    """Return the reasons of a list, as a form wants them, for which something is told otherwise.

    Raises:
        KeyError: no list has this code.
    """
    alone = _list(code).takes_back_alone
    return [(value, words) for value, words in options(code) if value not in alone]


def fits_where(code: str) -> Mapping[str, str]:
    """Return, by option of a list, how all have to stand of whom it is said; others always fit.

    Raises:
        KeyError: no list has this code.
    """
    return _list(code).fits_where


_further: dict[str, Callable[[], Mapping[str, object]]] = {}


def register_words(code: str, words: Callable[[], Mapping[str, object]]) -> None:
    """Say how the coded values of a list are called that is no file of choices; from a room's `ready()`.

    `words` answers with what each value is called, in the language active then.
    """
    _further[code] = words


def words_of(code: str) -> Mapping[str, object]:
    """Return the coded values of a list, of the definitions or of a room, with what each is called.

    Raises:
        KeyError: nobody knows a list of this code.
    """
    return _further[code]() if code in _further else listed(code)


def said(code: str, value: str) -> str:
    """Return what a coded value of any list is called, or the value itself where nobody calls it anything."""
    return str(words_of(code).get(value, value))


def options(code: str) -> list[tuple[str, str]]:
    """Return the options of a list as a form wants them, in the language active now.

    As strings: Django takes a definition's text, which can be walked through, for a group of options.
    """
    return [(value, str(words)) for value, words in listed(code).items()]


def options_with(code: str, stands: Iterable[str]) -> list[tuple[str, str]]:
    """Return the options of a list, and with them those on record that it has no more, said to be such.

    For a form that corrects something else of what is recorded: the action takes such a one where it stands
    already, and nowhere else.
    """
    known = listed(code)
    gone = [one for one in dict.fromkeys(stands) if one and one not in known]
    return [*options(code), *((one, label_on_record(code, one)) for one in gone)]


def label(code: str, value: str) -> str:
    """Return the words for a coded value, or the code itself where the list no longer has it."""
    return str(listed(code).get(value, value))


def label_on_record(code: str, value: str) -> str:
    """Return the words for a coded value on record; of one that the list has no more, that it is so."""
    return label(code, value) if value in listed(code) else no_longer_offered(value)


def no_longer_offered(word: str) -> str:
    """Return how a form calls what stands and is not among its choices any more."""
    return gettext("%(word)s (no longer offered)") % {"word": word}


def check(field: str, value: str, allowed: Collection[str]) -> str:
    """Return `value` if it is allowed.

    Raises:
        NoSuchChoice: it is not, at `field`.
    """
    if value not in allowed:
        raise NoSuchChoice(field, value=value)
    return value


def check_all(field: str, values: Iterable[str], allowed: Collection[str]) -> list[str]:
    """Return the values without doubles, in their order, if each is allowed."""
    return [check(field, value, allowed) for value in dict.fromkeys(values)]
