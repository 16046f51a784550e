from django.apps import AppConfig


class MovementsConfig(AppConfig):
    name = "onward.delivery.movements"
    label = "movements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases.bringing import register_way
        from onward.casework.cases.hooks import on_boarding, on_leaving
        from onward.casework.cases.panels import register_incoming, register_panel
        from onward.delivery.movements import personal, policy
        from onward.delivery.movements.actions.correcting import (
            retell_departures,
            retell_with_channel,
            retell_with_company,
            retell_with_household,
            retell_with_needs,
        )
        from onward.delivery.movements.actions.left_alone import asked_about_who_stays
        from onward.delivery.movements.actions.past_days import note_past_days
        from onward.delivery.movements.models import FitnessCheck, Passenger
        from onward.delivery.movements.pages.boarding import boarding_of
        from onward.delivery.movements.pages.company import alone_with_seats
        from onward.delivery.movements.panels import (
            journeys,
            soon,
            untold,
            way_to_book,
            way_to_fitness,
            way_to_journeys,
        )
        from onward.delivery.movements.queries import seats_to_cancel
        from onward.delivery.movements.requirements import register_requirements
        from onward.delivery.movements.rules import ESCORTS, VULNERABILITIES
        from onward.kernel.actions import on_recorded
        from onward.records.people.hooks import on_mended
        from onward.reference.choices import ask_for, register_words

        policy.register()
        personal.register()
        ask_for("assistance", "cancel-reasons", "correction-reasons", ESCORTS, VULNERABILITIES)
        register_requirements()
        register_words("fitness-outcomes", lambda: dict(FitnessCheck.Outcome.choices))
        register_words("journey-outcomes", lambda: dict(Passenger.State.choices))
        register_way(("itinerary", "booking"), way_to_book)
        register_way(("departure", "arrival", "seat"), way_to_journeys)
        register_way(("fit-to-travel",), way_to_fitness)
        register_panel(journeys)
        on_boarding(alone_with_seats, seats_to_cancel, boarding_of)
        on_leaving(asked_about_who_stays)
        register_incoming(soon)
        register_incoming(untold)
        on_mended(retell_departures)
        on_recorded(retell_with_channel)
        on_recorded(retell_with_company)
        on_recorded(retell_with_household)
        on_recorded(retell_with_needs)
        on_recorded(note_past_days)
