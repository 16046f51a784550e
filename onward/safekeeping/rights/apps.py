from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "onward.safekeeping.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.reference.choices import ask_for
        from onward.safekeeping.rights import personal, policy
        from onward.safekeeping.rights.choices import LISTS
        from onward.safekeeping.rights.definition import register_kinds

        register_kinds()
        policy.register()
        personal.register()
        ask_for(*LISTS)
