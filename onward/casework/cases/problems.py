"""What can go wrong in casework."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem, Refused


class GateHolds(Problem):
    """A gate before the stage is not met; `verdicts` says what is missing."""

    code = "cases.gate-holds"
    status = 409
    sentence = _("This traveller cannot reach the stage “%(stage)s” yet: %(missing)s")
    way_out = _("The page of the case says who can bring what is missing, and by when.")

    def __init__(self, verdicts: Any = (), **params: Any) -> None:
        super().__init__(**params)
        self.verdicts = verdicts


class NotEligible(Problem):
    """The programme is not open to this traveller; `why` is the programme's own sentence."""

    code = "cases.not-eligible"
    sentence = _("%(why)s")
    way_out = _("Record that they leave the pathway as not eligible, or mend the fact that decides.")


class AlreadyThere(Problem):
    """The traveller has reached that stage before: a second click, or a colleague was quicker."""

    code = "cases.already-there"
    sentence = _("This was already done: the traveller is at the stage “%(stage)s”.")
    way_out = _("Nothing was done twice. Open the case to see where it stands.")


class NotThisStep(Problem):
    """The pathway does not lead from the traveller's stage to the one asked for."""

    code = "cases.not-this-step"
    sentence = _("The line does not lead from “%(stage)s” to “%(wanted)s”.")
    way_out = _("Open the case: the line shows the next station.")


class ByTheJourney(Problem):
    """A stage that a booking, a departure or an arrival brings about, asked for by itself."""

    code = "cases.by-the-journey"
    sentence = _("“%(stage)s” is reached by the journey, not by a step of its own.")
    way_out = _("Record the booking, the departure or the arrival on the journey’s page: the line follows.")


class LeftThePathway(Problem):
    """The traveller withdrew or left by another exit."""

    code = "cases.left-the-pathway"
    sentence = _("This traveller has left the pathway.")
    way_out = _("Have them brought back to the pathway first, by whoever works on the case.")


class WentOnApart(Problem):
    """The traveller goes on in a case of their own."""

    code = "cases.went-on-apart"
    sentence = _("This traveller goes on in a case of their own.")
    way_out = _("Open that case: the timeline of this one tells when they parted.")


class CaseIsClosed(Problem):
    """A closed case is not changed."""

    code = "cases.closed"
    sentence = _("This case is closed.")
    way_out = _(
        "Notes and documents can still be added. To correct something in it, open it again; for a new"
        " application, open a new case."
    )


class NotTheLastStep(Problem):
    """Only the last step is taken back by itself, and a colleague took another or took it back."""

    code = "cases.not-the-last-step"
    sentence = _("This is no longer the last step of %(who)s: a colleague changed it meanwhile.")
    way_out = _("Open the case: the line shows where everybody stands. Steps are taken back one by one.")


class StepOfAJourney(Problem):
    """A step that a journey brought is taken back with what was recorded of that journey."""

    code = "cases.step-of-a-journey"
    sentence = _("A journey, or the opening of the case, brought %(who)s to this stage.")
    way_out = _(
        "Cancel the booking, or correct the departure or the arrival on the journey’s page: the step on the"
        " line goes along."
    )


class TravelledSince(Problem):
    """A step is not taken back from under a later journey."""

    code = "cases.travelled-since"
    sentence = _("Another journey of %(who)s began or ended since: this step can no longer be taken back.")
    way_out = _("The day can still be corrected. If the later journey is wrong too, correct that one first.")


class StillTravelling(Problem):
    """A case is closed when nobody in it has anything left to do.

    The words are the same whoever it is, and name nobody: they may be hidden from who reads them.
    """

    code = "cases.still-travelling"
    sentence = _("This case cannot be closed yet: something in it has not come to its end.")
    way_out = _(
        "Take every traveller to the last station, or record who left the pathway. Where that is done, leave"
        " the case open: a colleague closes it when their own part is done."
    )


class CompanyNotKnown(Problem):
    """A case is not closed, nor a child's part of it finished, while nobody knows who is with the child."""

    code = "cases.company-not-known"
    sentence = _("It is not known who is with %(who)s. Nothing was closed or finished.")
    way_out = _(
        "Record on the case who accompanies: yes, if a parent or lawful guardian is with the child; no, if"
        " none is: then the file is restricted, and the focal points go on with it."
    )


class ChildLeftAlone(Problem):
    """Whoever of age is with a child where it arrived leaves the pathway: what becomes of the child?"""

    code = "cases.child-left-alone"
    status = 422
    sentence = _(
        "%(who)s: recorded as accompanied by a parent or guardian, and by this nobody of age whom you see"
        " would be with them where they arrived. Nothing was saved yet."
    )
    way_out = _(
        "Write what becomes of the child: whoever works on the case and the focal point for children read it,"
        " and it is no longer taken as known who is with the child."
    )


class OnAnotherDesk(Problem):
    """A colleague has to find out with whom a child is: they tick it off, or the answer does."""

    code = "cases.on-another-desk"
    sentence = _("This task is on the desk of %(who)s. It was not ticked off.")
    way_out = _("It ends by itself once it is recorded on the case who accompanies the child.")


class LostChildLeaves(Problem):
    """A child who left, and of whom nobody knows who is with it, leaves the pathway: what becomes of it?"""

    code = "cases.lost-child-leaves"
    status = 422
    sentence = _("%(who)s: it is not known who is with them. Nothing was saved yet.")
    way_out = _(
        "Write what becomes of the child: whoever works on the case and the focal point for children read it."
        " The case is not closed before it is recorded who is with the child."
    )


class ReasonDoesNotFit(Problem):
    """The reason given for closing a case says something else than where its travellers stand."""

    code = "cases.reason-does-not-fit"
    status = 422
    sentence = _("“%(reason)s” does not go with where the travellers of this case stand. It was not closed.")
    way_out = _("Choose the reason that says what became of them.")


class JourneyBooked(Problem):
    """Who has a seat on a journey does not part from the case that it was booked for."""

    code = "cases.journey-booked"
    sentence = _("A journey is booked for a traveller who is to go on apart.")
    way_out = _("Have the booking cancelled for them first. Who has departed stays in this case.")


class ReturnedFromHere(Problem):
    """Whose return a case tells does not part from it: it could be corrected nowhere."""

    code = "cases.returned-from-here"
    sentence = _("%(who)s: departed and told of in this case. Who has departed does not go on apart.")
    way_out = _(
        "Let only those go on apart who have not departed. Where somebody did not leave at all, have the"
        " departure taken back on the journey’s page first."
    )


class DestinationTravelledTo(Problem):
    """Where somebody has gone does not change by what is written of their case."""

    code = "cases.destination-travelled-to"
    sentence = _("Somebody of this case has departed: figures count where they went, and would not follow.")
    way_out = _(
        "Where the country was wrong from the beginning, it is corrected on the journey’s page (%(who)s):"
        " no gate holds that, and the case follows once all of the household went there."
    )


class SeatsHeld(Problem):
    """Travellers have seats on a journey to another country than the one that is to be put on record."""

    code = "cases.seats-held"
    sentence = _("%(seats)s. The country of return does not change while these seats are held.")
    way_out = _("%(who)s cancels the seats first, on the journey’s page; then change the destination.")


class HandOverEnded(Problem):
    """A mission answers what is no longer its own."""

    code = "cases.hand-over-ended"
    sentence = _("This hand-over has ended: the household returns to another country.")
    way_out = _("There is nothing to answer any more. The office of the case knows more.")


class HoldElsewhere(Problem):
    """The hold does not concern the case."""

    code = "cases.hold-elsewhere"
    sentence = _("This hold does not concern the case.")
    way_out = _("Open the case: its page names the holds that stop it.")


class NoParentSigns(Problem):
    """A parent signs for a child that is on record as without one."""

    code = "cases.no-parent-signs"
    status = 422
    sentence = _("%(who)s: recorded as travelling without a parent or guardian. No parent signs for them.")
    way_out = _(
        "The guardian signs: choose the guardian. If a parent travels along after all, record first who"
        " accompanies; a parent’s signature counts from that day on."
    )


class WhoSignsNotKnown(Problem):
    """Who is with a child is not known, and so nobody is taken for granted who signs for it."""

    code = "cases.who-signs-not-known"
    status = 422
    sentence = _("%(who)s: not recorded yet whether a parent or guardian travels along. Nothing was saved.")
    way_out = _(
        "Record first who accompanies. Or untick them here, and record their declaration by itself: there you"
        " say whether a parent or the guardian signed."
    )


class OnHold(Problem):
    """Departures for this case are on hold."""

    code = "cases.on-hold"
    sentence = _("Departures of this case are on hold since %(since)s.")
    way_out = _("Release the case from the hold, with the precautions ticked, or wait until it is lifted.")


class NoTravellers(Problem):
    """A case needs at least one traveller."""

    code = "cases.no-travellers"
    status = 422
    sentence = _("A case needs at least one traveller.")
    way_out = _("Add a person to the household, or choose who travels.")


class OnePrincipal(Problem):
    """A case has one principal applicant, no more and no less."""

    code = "cases.one-principal"
    status = 422
    sentence = _("A case has exactly one principal applicant; here there are %(count)s.")
    way_out = _("Choose the one person in whose name the household applies.")


class AlreadyInProgramme(Problem):
    """The person has an open case in the same programme."""

    code = "cases.already-in-programme"
    sentence = _("One of these persons is in an open case of this programme already.")
    way_out = _("Open that case, or leave the person out of this one. Who left it can be brought back there.")


class NotOfTheHousehold(Problem):
    """A case is that of one household: who travels in it belongs to it."""

    code = "cases.not-of-the-household"
    status = 422
    sentence = _("One of these persons does not belong to the household of this case, or no longer.")
    way_out = _("Let them join the household on its page first, or open a case for their own.")


class AlreadyRecorded(Problem):
    """The same fact stands already."""

    code = "cases.already-recorded"
    sentence = _("This is already recorded.")
    way_out = _("Open the case to see it. If it is wrong, correct it there.")


class LiftedAlready(AlreadyRecorded):
    """A hold was lifted by somebody else, or by a click before."""

    code = "cases.lifted-already"
    sentence = _("This hold was lifted already, on %(on)s by %(who)s.")
    way_out = _("It holds nobody any more. Open the holds to see it.")

    def say(self) -> str:
        """Return when it was lifted, and by whom where a user did."""
        by_nobody = _("This hold was lifted already, on %(on)s.")
        return super().say() if self.params["who"] else str(by_nobody) % self._words()


class FoundAnew(Problem):
    """One that ended does not stand again beside another of its category."""

    code = "cases.found-anew"
    sentence = _("It was found anew on %(found)s (%(severity)s): of one category one stands at a time.")
    way_out = _(
        "If it did not end in between, say first that the other was recorded wrongly: record that it ended,"
        " or correct its end, for that reason."
    )


class AskedForAnotherCountry(Problem):
    """The funder was asked for another country of return, and has not answered."""

    code = "cases.asked-for-another-country"
    sentence = _(
        "This project was asked for the return to another country (%(country)s), and has not answered."
    )
    way_out = _(
        "Record its answer, or take that question back, both on the page of the case. Then ask for the"
        " present country."
    )


class ApprovalStands(Problem):
    """The funder approved, and its deadline is not over: it is asked again once it ran out."""

    code = "cases.approval-stands"
    sentence = _("This project has approved already: its approval covers %(covers)s.")
    way_out = _(
        "Where a letter of the funder gives a later day, record that it prolongs its approval; where the"
        " answer was typed wrongly, correct it."
    )


class NothingApproved(Problem):
    """Only what the funder approved can be prolonged, and only where it has an end."""

    code = "cases.nothing-approved"
    sentence = _("There is no approval with a deadline to prolong.")
    way_out = _("Open the case: its timeline tells what the funder was asked and what it answered.")


class NotAnswered(Problem):
    """An answer is corrected where there is one."""

    code = "cases.not-answered"
    sentence = _("The funder has not answered this question: there is no answer to correct.")
    way_out = _("Record its answer, or take the question back if it was asked by mistake.")


class NeverJoined(Problem):
    """Whoever was in a case from its beginning has no joining of their own to correct."""

    code = "cases.never-joined"
    sentence = _("%(who)s did not join this case after its opening.")
    way_out = _("The page of the case says when it was opened, and whether it parted from another one.")


class JoiningRests(Problem):
    """A joining by mistake leaves no traveller: nothing may rest on it, nor what others were told."""

    code = "cases.joining-rests"
    sentence = _("In this case something rests on the joining of %(who)s: %(what)s.")
    way_out = _("Take that back first. Where that cannot be done, let them leave the pathway instead.")


class ReleaseRests(Problem):
    """A release from a hold is not taken back from under those who have left by it."""

    code = "cases.release-rests"
    sentence = _("Left by this release: %(who)s.")
    way_out = _(
        "Take the departure back first, if it was recorded by mistake. If they have left, the release stays"
        " on record: write down in a note what was wrong with it."
    )


class AskedAgain(Problem):
    """The same project was asked again: an answer to the former question is not taken back beside that."""

    code = "cases.asked-again"
    sentence = _("This project was asked again since, and that question waits for its answer.")
    way_out = _("Record that answer first, or take that question back if it was asked by mistake.")


class NotOfThisSex(Problem):
    """A vulnerability is recorded of somebody whom it does not concern, by the sex in the records."""

    code = "cases.not-of-this-sex"
    status = 422
    sentence = _("%(who)s is in the records as: %(sex)s. “%(what)s” does not go with that.")
    way_out = _(
        "Choose another traveller or category, or correct the sex of the person; if it is so, tick it."
    )


class SameFile(Problem):
    """The very same file lies among the documents of the case already."""

    code = "cases.same-file"
    status = 422
    sentence = _("This very file is among the documents already: %(what)s.")
    way_out = _(
        "There is no need to add it again: a form that wants it offers it. If it is to stand there twice,"
        " tick that, and choose the file anew."
    )


class NotDone(Problem):
    """A task whose end is to be taken back is open."""

    code = "cases.not-done"
    sentence = _("This task is open already.")
    way_out = _("It stands among the tasks of its case.")


class NotVulnerable(Problem):
    """No such vulnerability stands: a second click, or a colleague was quicker."""

    code = "cases.not-vulnerable"
    sentence = _("This vulnerability does not stand, or no longer.")
    way_out = _("Open the case: the timeline tells when it was found and when it ended.")


class NoReceipt(Problem):
    """Cash is given against a signed receipt only."""

    code = "cases.no-receipt"
    status = 422
    sentence = _("Departure cash is given against a signed receipt.")
    way_out = _("Choose the receipt among the documents of the case, or hand its scan in with the cash.")


class ReceiptUsed(Problem):
    """A receipt stands for the cash that it was signed for; `what` that was, for who sees the traveller."""

    code = "cases.receipt-used"
    status = 422
    sentence = _("Against this receipt cash was recorded already%(what)s.")
    way_out = _(
        "Nothing was recorded twice. Where more cash was given, choose the receipt that was signed for it."
    )


class NoCash(Problem):
    """The programme of the case, in the version that the case keeps, gives no departure cash."""

    code = "cases.no-cash"
    sentence = _("This programme gives no departure cash.")
    way_out = _("If the version in force does, have the case moved on to it.")


class CashOutOfBounds(Problem):
    """The amount is not one that the programme allows."""

    code = "cases.cash-out-of-bounds"
    status = 422
    sentence = _("The amount must be above 0 and at most %(most)s, in whole cents.")
    way_out = _("Mend the amount. The programme says how much one traveller is given at a time.")


class UnlikelyCash(Problem):
    """Cash is recorded that is hardly right: a second time on one day, or far more than is usual."""

    code = "cases.unlikely-cash"
    status = 422
    sentence = _("Nothing is saved yet: %(why)s.")
    way_out = _("Mend what is wrong. If it is so, tick that it is.")


class Declared(Problem):
    """A declaration can be withdrawn until boarding, not after."""

    code = "cases.boarded-already"
    sentence = _("The traveller has departed: the declaration can no longer be withdrawn.")
    way_out = _("Record what happened after the departure instead.")


class PrecautionsMissing(Problem):
    """A release from a hold needs every precaution ticked."""

    code = "cases.precautions-missing"
    status = 422
    sentence = _("Not every precaution is ticked: %(missing)s.")
    way_out = _("Tick what was taken care of; without it the case stays on hold.")


class NobodyToHandOver(Problem):
    """A file is handed over for people who are on their way."""

    code = "cases.nobody-to-hand-over"
    sentence = _("Not sent: nobody in this case is on the way any more.")
    way_out = _("If somebody came back to the pathway, record that first.")


class NobodyGoesThere(Problem):
    """A mission is told of nobody who has departed to another country than its own."""

    code = "cases.nobody-goes-there"
    sentence = _("Not sent to %(mission)s: who is on the way has departed to another country.")
    way_out = _("Choose the mission of the country to which they departed.")


class NotTakenYet(Refused):
    """A mission reads what was handed over to it, and works on it once it has accepted it."""

    code = "cases.not-taken-yet"
    sentence = _("Your mission has not accepted this case yet: until then it is there to be read.")
    way_out = _("Open the case: accept it there, or send it back with a reason.")


class ConsentMissing(Problem):
    """What has no valid consent is not sent; `mission` is the office that was to read it."""

    code = "cases.consent-missing"
    sentence = _(
        "Not sent: consent to share their file with %(recipient)s is missing or no longer valid. "
        "Travellers concerned: %(count)s."
    )
    way_out = _("Record the consent first, or ask the data-protection officer for leave on a legal basis.")

    def __init__(self, field: str, mission: Any, count: int) -> None:
        super().__init__(field, count=count, recipient=mission.called)
        self.mission = mission
