from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "onward.records.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.records.people import personal, policy
        from onward.records.people.models import TravelDocument
        from onward.reference.choices import ask_for, register_words

        policy.register()
        personal.register()
        ask_for("papers-without-expiry", "reference-issuers")
        register_words("paper-kinds", lambda: dict(TravelDocument.Kind.choices))
        register_words("paper-states", lambda: dict(TravelDocument.State.choices))
