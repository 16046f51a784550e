from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "onward.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases.hooks import on_past
        from onward.casework.cases.panels import register_column, register_panel
        from onward.evidence.hooks import register_brought, register_origins
        from onward.history import panels, personal, policy, queries
        from onward.history.actions.quantities import REASONS, note_past_quantity
        from onward.history.queries import cases
        from onward.kernel.actions import on_recorded
        from onward.records.people.finders import register_finder
        from onward.reference.choices import ask_for

        policy.register()
        personal.register()
        register_origins(queries.origins)
        register_brought(queries.brought_on)
        on_past(queries.came_in, cases.of_before)
        register_column(panels.NUMBER, queries.number_of_case)
        register_panel(panels.numbers)
        register_finder(queries.persons_numbered)
        ask_for(REASONS, cases.REASONS)
        on_recorded(note_past_quantity)
