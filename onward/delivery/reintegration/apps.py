from django.apps import AppConfig


class ReintegrationConfig(AppConfig):
    name = "onward.delivery.reintegration"
    label = "reintegration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.delivery.reintegration import policy

        policy.register()
