from django.apps import AppConfig


class MovementsConfig(AppConfig):
    name = "onward.delivery.movements"
    label = "movements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases.panels import register_incoming, register_panel
        from onward.delivery.movements import policy
        from onward.delivery.movements.panels import journeys, soon
        from onward.delivery.movements.requirements import register_requirements

        policy.register()
        register_requirements()
        register_panel(journeys)
        register_incoming(soon)
