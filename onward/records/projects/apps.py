from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "onward.records.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.kernel.actions import on_recorded
        from onward.records.projects import personal, policy
        from onward.records.projects.actions import REASONS, note_past_spending
        from onward.records.projects.definition import names, register_kinds
        from onward.reference.choices import ask_for, register_words

        register_kinds()
        ask_for(REASONS)
        policy.register()
        personal.register()
        register_words("projects", names)
        on_recorded(note_past_spending)
