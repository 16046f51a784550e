"""What can go wrong before a room is reached."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class RequestTooLarge(Problem):
    """Somebody sends more than a form with its documents can hold."""

    code = "web.request-too-large"
    status = 413
    sentence = _("This is too much to send at once: at most %(megabytes)s MB. Nothing was saved.")
    way_out = _("Send fewer or smaller files, a scan in black and white for instance.")


class TextTooLong(Problem):
    """What was typed into one form is longer than all its fields together can take."""

    code = "web.text-too-long"
    status = 413
    sentence = _(
        "The text in this form is too long: at most %(megabytes)s MB for all fields together. Nothing was"
        " saved."
    )
    way_out = _(
        "Go back with your browser’s arrow: what you typed stands there as a rule. Shorten the longest text,"
        " a message for instance, or hand it in as a document, and send the form again."
    )


class TooManyFields(Problem):
    """A form came with more fields, or more documents, than any page of this house has."""

    code = "web.too-many-fields"
    status = 413
    sentence = _("This form has too many parts to be read: at most %(number)s. Nothing was saved.")
    way_out = _(
        "Go back with your browser’s arrow, take out persons, lines or documents, and send the rest in a"
        " second form."
    )


class NoPageHere(Problem):
    """An address that takes what a form sends was opened as a page, or the other way round."""

    code = "web.no-page-here"
    status = 405
    sentence = _("There is no page at this address: it only takes what a button sends.")
    way_out = _("Go back to the page with the button. Nothing was changed.")
