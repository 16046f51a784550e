from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "onward.safekeeping.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.reference.choices import ask_for, register_words
        from onward.safekeeping.rights import personal, policy
        from onward.safekeeping.rights.choices import LISTS
        from onward.safekeeping.rights.definition import register_kinds, rights

        register_kinds()
        policy.register()
        personal.register()
        ask_for(*LISTS)
        register_words("rights", lambda: {code: one.name for code, one in rights().items()})
