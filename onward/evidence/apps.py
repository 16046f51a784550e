from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "onward.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.evidence import policy

        policy.register()
