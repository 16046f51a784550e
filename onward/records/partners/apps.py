from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "onward.records.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.records.partners import personal, policy
        from onward.reference.choices import ask_for

        policy.register()
        personal.register()
        ask_for("partner-services", "partner-types")
