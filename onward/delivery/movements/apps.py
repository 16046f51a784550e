from django.apps import AppConfig


class MovementsConfig(AppConfig):
    name = "onward.delivery.movements"
    label = "movements"
    default_auto_field = "django.db.models.BigAutoField"
