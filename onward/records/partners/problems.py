"""What can go wrong with organisations and their rota."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class KnownAlready(Problem):
    """An organisation of this name stands in the directory for this town."""

    code = "partners.known-already"
    sentence = _("There is an organisation of this name in this town already.")
    way_out = _("Search the directory for it, or give the town or the name more exactly.")


class NothingChanged(Problem):
    """A form was saved in which nothing differs from what stands."""

    code = "partners.nothing-changed"
    status = 422
    sentence = _("Nothing was changed: everything stands already as you sent it.")
    way_out = _("Change something, or go back.")


class TurnTaken(Problem):
    """Somebody sits at that desk already, or the same one sits elsewhere at that time."""

    code = "partners.turn-taken"
    sentence = _("%(who)s already has a turn at “%(desk)s” on that day and at that time.")
    way_out = _("Take the other turn off the rota first, or choose another part of the day.")


class NobodyAtTheDesk(Problem):
    """A turn needs an organisation or a colleague."""

    code = "partners.nobody-at-the-desk"
    status = 422
    sentence = _("Say who sits at the desk: an organisation or a colleague.")
    way_out = _("Choose one of the two.")


class OutsideTheWeek(Problem):
    """A day too far from today to be planned."""

    code = "partners.too-far"
    status = 422
    sentence = _("The rota is planned for at most %(days)s days ahead.")
    way_out = _("Choose an earlier day.")
