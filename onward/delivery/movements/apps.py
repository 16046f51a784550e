from django.apps import AppConfig


class MovementsConfig(AppConfig):
    name = "onward.delivery.movements"
    label = "movements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.delivery.movements import policy
        from onward.delivery.movements.requirements import register_requirements

        policy.register()
        register_requirements()
