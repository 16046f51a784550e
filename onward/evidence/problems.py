"""What can go wrong when figures are asked for."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class NoSuchQuestion(Problem):
    """A copy was asked for with filters that make no sense; the page itself says which, at their fields."""

    code = "evidence.no-such-question"
    status = 422
    sentence = _("These filters do not fit together, so there is nothing to take away.")
    way_out = _("Open Key trends, mend the filters there, and take the file from that page.")
