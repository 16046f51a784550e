"""What is measured, as data: each page of the day's work, and the values that its address takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page, or something that is sent.

    Attributes:
        name: as the table says it.
        address: with places for `Values`.
        follow: go where the answer leads, and count both as one.
        post: fields that are sent; the token and the key of the form are read from the page of `form_at`.
        form_at: the address of the page that has the form.
    """

    name: str
    address: str
    follow: bool = False
    post: tuple[tuple[str, str], ...] = ()
    form_at: str = ""


PAGES = (
    Page("opening a case", "/cases/{case}/"),
    Page("worklist, first page", "/work/"),
    Page("worklist: own cases", "/work/?list=mine"),
    Page("worklist: blocked", "/work/?list=blocked"),
    Page("case list", "/cases/"),
    Page("case list: closed ones too", "/cases/?all=1"),
    Page("case list: mine", "/cases/?mine=1"),
    Page("case list: stage", "/cases/?stage=cleared"),
    Page("case list: stage, a rare one", "/cases/?stage=reintegrating"),
    Page("case list: stage, closed ones too", "/cases/?all=1&stage=registered"),
    Page("case list: programme", "/cases/?programme=avrr-be"),
    Page("case list: destination", "/cases/?destination=BR"),
    Page("case list: destination, a rare one", "/cases/?destination=RU&stage=arrived"),
    Page("case list: channel", "/cases/?channel=red-cross"),
    Page("case list: counsellor", "/cases/?counsellor={counsellor}"),
    Page("case list: late", "/cases/?late=1"),
    Page("case list: held", "/cases/?held=1"),
    Page("case list: a later page", "/cases/?all=1&before={before}"),
    Page("a person by exact reference", "/people/?q={number}", follow=True),
    Page("persons by the end of a number", "/people/?q={end}"),
    Page(
        "saving a note",
        "/cases/{case}/do/note/",
        post=(("text", "Spoke to the consulate; the interview is on Thursday."),),
        form_at="/cases/{case}/do/note/",
    ),
)
OPENING = "opening a case by action"
"""Measured in this process, since no page does it alone: the action and nothing around it."""
