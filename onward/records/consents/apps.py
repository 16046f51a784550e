from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "onward.records.consents"
    label = "consents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.records.consents import policy

        policy.register()
