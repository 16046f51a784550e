from django.apps import AppConfig


class ReintegrationConfig(AppConfig):
    name = "onward.delivery.reintegration"
    label = "reintegration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases.hooks import on_arrival, on_parting
        from onward.casework.cases.panels import register_incoming, register_panel
        from onward.delivery.reintegration import personal, policy
        from onward.delivery.reintegration.actions import note_past_help, take_requests_along
        from onward.delivery.reintegration.pages import incoming, panel
        from onward.delivery.reintegration.queries import drawn_by
        from onward.kernel.actions import on_recorded
        from onward.reference.choices import ask_for

        policy.register()
        personal.register()
        ask_for("help-corrections", "reintegration-kinds", "step-corrections")
        register_panel(panel)
        register_incoming(incoming)
        on_arrival(drawn_by)
        on_parting(take_requests_along)
        on_recorded(note_past_help)
