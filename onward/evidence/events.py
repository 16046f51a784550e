"""What figures count that has no file of its own: quantities, and answers to a question."""

from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, EventType


class QuantityReported(EventType, type="evidence.quantity_reported"):
    """So many of something on a day, of which nobody keeps a file each: people reached by a campaign, say.

    `corrected` says why this one stands in the place of one that told it wrongly.
    """

    wording = _("Reported: %(quantity)s")
    coded = {"corrected": "quantity-corrections"}

    kind: Code
    quantity: Decimal
    programme: Code | None = None
    project: Code | None = None
    initiative: Code | None = None
    destination: Code | None = None
    organisation: UUID | None = None
    corrected: Code | None = None


class AnswerGiven(EventType, type="evidence.answer_given"):
    """Somebody answered a question that figures count: of a visit, of a course."""

    wording = _("Answered")

    question: Code
    answer: Code
    programme: Code | None = None


class EditionPrepared(EventType, type="evidence.edition_prepared"):
    """The numbers of a report were frozen."""

    wording = _("Edition prepared")

    report: Code
    digest: Code


class EditionJudged(EventType, type="evidence.edition_judged"):
    """What the public may be shown of an edition was computed, before anybody publishes it."""

    wording = _("What the public may be shown was decided")

    report: Code
    digest: Code


class EditionPublished(EventType, type="evidence.edition_published"):
    """Somebody else than who prepared it approved an edition, and it is published."""

    wording = _("Edition published")

    report: Code
    digest: Code


class EditionWithdrawn(EventType, type="evidence.edition_withdrawn"):
    """An edition that was published no longer stands; it can be read all the same."""

    wording = _("Edition withdrawn")

    report: Code


class QuestionKept(EventType, type="evidence.question_kept"):
    """Somebody keeps a question of the explorer, to ask it again."""

    wording = _("Question kept")

    figure: Code


class QuestionRemoved(EventType, type="evidence.question_removed"):
    """Somebody no longer keeps a question of the explorer."""

    wording = _("Question removed")
