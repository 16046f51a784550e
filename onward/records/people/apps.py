from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "onward.records.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.records.people import policy

        policy.register()
