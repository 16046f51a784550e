from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "onward.casework.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases import policy
        from onward.casework.cases.bringing import register_ways
        from onward.casework.cases.requirements import register_requirements

        policy.register()
        register_requirements()
        register_ways()
