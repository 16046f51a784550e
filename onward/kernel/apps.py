from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "onward.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from onward.kernel.definitions.system_check import definitions_are_whole

        register(definitions_are_whole, "definitions")
