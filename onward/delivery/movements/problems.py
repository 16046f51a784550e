"""What can go wrong with a journey."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class BrokenItinerary(Problem):
    """The legs do not make one journey; `faults` says which leg, which field and what would be right."""

    code = "movements.broken-itinerary"
    status = 422
    sentence = _("These legs do not make one journey: %(first)s")
    way_out = _("Mend the marked legs. Nothing was booked yet.")

    def __init__(self, faults: Any = (), **params: Any) -> None:
        super().__init__(**params)
        self.faults = faults


class NobodyTravels(Problem):
    """A journey needs somebody who travels."""

    code = "movements.nobody-travels"
    status = 422
    sentence = _("Choose at least one traveller.")
    way_out = _("Tick who travels on this journey.")


class NotOneCase(Problem):
    """The travellers of a journey belong to one case."""

    code = "movements.not-one-case"
    status = 422
    sentence = _("The travellers of a journey belong to one case.")
    way_out = _("Book a journey for each case.")


class AlreadyBooked(Problem):
    """One of the travellers has a journey under way already."""

    code = "movements.already-booked"
    sentence = _("One of these travellers is booked on another journey already.")
    way_out = _("Open that journey: move it to other flights, or cancel it first.")


class HasTravelled(Problem):
    """Somebody who has departed already is to be booked: one departure of a person stands in a case."""

    code = "movements.has-travelled"
    sentence = _("%(who)s: departed already in this case. Nobody was booked.")
    way_out = _(
        "Leave them out. Where they came back, or did not depart after all, record that on the page of that"
        " journey first."
    )


class NoJourneyHere(Problem):
    """The programme of the case has no departure in its pathway."""

    code = "movements.no-journey-here"
    sentence = _("The programme of this case has no departure in its pathway.")
    way_out = _("Check that the household is in the right programme.")


class HeldBack(Problem):
    """A gate holds a traveller; what it waits for is told where the reader may know it."""

    code = "movements.held-back"
    sentence = _("%(who)s cannot travel yet: %(missing)s. Nobody was moved.")
    way_out = _("Bring what is missing, or leave them out and let the others travel.")

    def __init__(self, verdicts: Any = (), **params: Any) -> None:
        super().__init__(**params)
        self.verdicts = verdicts


class HeldSince(HeldBack):
    """A gate holds somebody who had departed, as it was recorded once and taken back."""

    code = "movements.held-since"
    sentence = _(
        "%(who)s: had departed on this journey, as it was recorded and taken back. Today a gate holds:"
        " %(missing)s. Nobody was moved."
    )
    way_out = _(
        "If they did depart, tick that it had been recorded: no gate is asked then, and the departure says so"
        " on the timeline. Else bring what is missing."
    )


class ChildWithoutAdult(Problem):
    """A child recorded as accompanied would travel with nobody of age."""

    code = "movements.child-without-adult"
    sentence = _(
        "%(who)s: recorded as travelling with a parent or guardian, but nobody who is of age by the birth"
        " date on record travels along. Nothing was changed for anybody."
    )
    way_out = _(
        "Let somebody of age of the case travel along on this very journey: if they have seats on another"
        " one, by the same flight too, cancel those seats and book all together. Or name an escort for the"
        " child (%(escorts)s). Only if the child travels without a parent or guardian, record that on the"
        " case: what such a child needs is asked for then."
    )


class ChildStaysAlone(Problem):
    """A child would have departed, arrived or come back with nobody of age beside: what becomes of them?"""

    code = "movements.child-stays-alone"
    status = 422
    sentence = _(
        "%(who)s: recorded as travelling with a parent or guardian, and by this nobody of age whom you see"
        " would be with them: on the way, at the arrival or back here. Nothing was saved yet."
    )
    way_out = _(
        "Tick all of whom the same is true, children and whoever is of age. If nobody is with the child,"
        " write what becomes of the child: whoever works on the case and the focal point for children read"
        " it, and it is no longer taken as known who goes along with the child."
    )


class ChildAloneAgain(ChildStaysAlone):
    """A child of whom it is not known who is with it departed, arrived or came back with nobody of age."""

    code = "movements.child-alone-again"
    sentence = _(
        "%(who)s: it is not known who is with them, and by this nobody of age whom you see would be with"
        " them: on the way, at the arrival or back here. Nothing was saved yet."
    )
    way_out = _(
        "Tick all of whom the same is true, children and whoever is of age. If nobody is with the child,"
        " write what becomes of the child: whoever works on the case and the focal point for children read"
        " it. Once it is known who is with the child, record on the case who accompanies."
    )


class LeadsElsewhere(Problem):
    """A journey ends in another country than the one to which the household returns by now."""

    code = "movements.leads-elsewhere"
    sentence = _(
        "This journey ends in another country (%(there)s); the case returns to: %(to)s. Nobody was moved."
    )
    way_out = _(
        "Move the booking to flights to where they return to, or cancel the seats. If the country on the case"
        " is wrong, change the destination there first."
    )


class NoLongerTravels(Problem):
    """Somebody who left the pathway is to depart, on a seat that is still booked."""

    code = "movements.no-longer-travels"
    sentence = _("%(who)s: left the pathway, and the seat is still booked. Nobody was moved.")
    way_out = _(
        "Cancel that seat on the journey’s page and let the others travel. Who travels after all is brought"
        " back to the pathway first, on the page of the case."
    )


class AlreadyDeparted(Problem):
    """A second click, or a colleague at the airport was quicker."""

    code = "movements.already-departed"
    sentence = _("This departure was already recorded, for %(on)s.")
    way_out = _("Nothing was recorded twice. Open the journey to see where it stands.")


class NotBooked(Problem):
    """The traveller is no longer booked on this journey."""

    code = "movements.not-booked"
    sentence = _("Nobody is waiting to depart on this journey: it stands at “%(state)s”.")
    way_out = _("Open the journey to see where it stands.")


class NotUnderWay(Problem):
    """Only who has departed can arrive, or be refused entry."""

    code = "movements.not-under-way"
    sentence = _("Nobody is under way on this journey: it stands at “%(state)s”.")
    way_out = _("Record the departure first, or open the journey to see where it stands.")


class TooEarly(Problem):
    """The day of departure is not there yet."""

    code = "movements.too-early"
    sentence = _("The journey is booked for %(departs_on)s.")
    way_out = _("Record the departure on that day; if it leaves earlier, move the booking first.")


class NotAStop(Problem):
    """Entry is refused at a stop of the journey."""

    code = "movements.not-a-stop"
    status = 422
    sentence = _("“%(at)s” is not a stop of this journey.")
    way_out = _("Choose the airport at which entry was refused.")


class NothingToCorrect(Problem):
    """What is to be corrected does not stand: a colleague took it back, or it was never recorded."""

    code = "movements.nothing-to-correct"
    sentence = _("There is nothing like that to correct on this journey: it stands at “%(state)s”.")
    way_out = _("Open the journey to see where it stands. A colleague may have corrected it just now.")


class SomethingFollowed(Problem):
    """A departure is not taken back from under an arrival."""

    code = "movements.something-followed"
    sentence = _("%(who)s: what followed the departure is recorded too (%(state)s, %(on)s).")
    way_out = _("Take that back first, then the departure. The day alone can be corrected at once.")


class SomethingRests(Problem):
    """An arrival is neither moved past what was done because of it, nor taken back from under that."""

    code = "movements.something-rests"
    sentence = _("%(who)s: this is not changed from under what followed it (%(what)s).")
    way_out = _(
        "Take that back first, or ask whoever works on the case to; then correct this. An earlier day can be"
        " given at once."
    )


class NotThatDay(Problem):
    """The right day lies between what came before and what came after."""

    code = "movements.not-that-day"
    status = 422
    sentence = _("It can only have happened from %(first)s to %(last)s, as the journey is recorded.")
    way_out = _(
        "Give a day in between: not before the case was opened, nor before what went before it on the way. If"
        " the opening of the case, or the departure or the arrival beside it, has a wrong day, correct that"
        " first, on the journey’s page."
    )


class OpenedByThen(Problem):
    """A case was opened no later than what happened in it."""

    code = "movements.opened-by-then"
    status = 422
    sentence = _("The case can only have been opened from %(first)s to %(last)s, by what is on record of it.")
    way_out = _(
        "Give a day in between. What happened in the case has days of its own: if the first of them is wrong,"
        " correct that first."
    )


class NotThereYet(Problem):
    """On the day that is given for a departure, something that it rests on was not there."""

    code = "movements.not-there-yet"
    status = 422
    sentence = _("On %(on)s this was not there yet, or no more, and the departure rests on it: %(missing)s.")
    way_out = _(
        "Give another day, or correct the day of what is missing first. If they left on that day all the"
        " same, tick that they did."
    )
