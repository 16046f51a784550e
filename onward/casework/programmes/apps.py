from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "onward.casework.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from onward.casework.programmes import personal
        from onward.casework.programmes.checks import events_are_declared
        from onward.casework.programmes.definition import register_kinds
        from onward.reference.choices import ask_for

        register_kinds()
        personal.register()
        ask_for("medical-levels", "partner-types", "task-kinds", "vulnerabilities")
        register(events_are_declared, "definitions")
