from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "onward.records.consents"
    label = "consents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.records.consents import personal, policy
        from onward.records.consents.models import Consent
        from onward.reference.choices import ask_for, register_words

        policy.register()
        personal.register()
        ask_for("legal-bases")
        register_words("purposes", lambda: dict(Consent.Purpose.choices))
