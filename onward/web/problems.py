"""What can go wrong before a room is reached."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class RequestTooLarge(Problem):
    """Somebody sends more than a form with its documents can hold."""

    code = "web.request-too-large"
    status = 413
    sentence = _("This is too much to send at once: at most %(megabytes)s MB. Nothing was saved.")
    way_out = _("Send fewer or smaller files, a scan in black and white for instance.")


class NoPageHere(Problem):
    """An address that takes what a form sends was opened as a page, or the other way round."""

    code = "web.no-page-here"
    status = 405
    sentence = _("There is no page at this address: it only takes what a button sends.")
    way_out = _("Go back to the page with the button. Nothing was changed.")
