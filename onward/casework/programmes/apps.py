from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "onward.casework.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from onward.casework.programmes.checks import events_are_declared
        from onward.casework.programmes.definition import register_kinds

        register_kinds()
        register(events_are_declared, "definitions")
