from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "onward.reference"
    label = "reference"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.reference import choices

        choices.register_kinds()
