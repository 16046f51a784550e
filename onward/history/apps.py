from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "onward.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases.hooks import on_past
        from onward.evidence.hooks import register_origins
        from onward.history import policy, queries

        policy.register()
        register_origins(queries.origins)
        on_past(queries.came_in)
