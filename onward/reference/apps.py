from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "onward.reference"
    label = "reference"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.kernel.definitions.values import know_countries
        from onward.reference import choices
        from onward.reference.countries import codes, near_codes

        choices.register_kinds()
        know_countries(codes, near_codes)
