"""What can go wrong with requests about what is held."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class AnsweredAlready(Problem):
    """A request that a colleague answered before."""

    code = "rights.answered-already"
    sentence = _("This request has been answered.")
    way_out = _("Open the page anew to read the answer.")


class LongerAlready(Problem):
    """The time was made longer once."""

    code = "rights.longer-already"
    sentence = _("The time for this answer was made longer before. The law allows it once.")
    way_out = _("Answer by the day that stands there.")


class TooLateForMore(Problem):
    """Whoever wants more time has to say so within the first."""

    code = "rights.too-late-for-more"
    sentence = _("More time has to be asked for before the first is over.")
    way_out = _("Answer now, and say why it is late.")
