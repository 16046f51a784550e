from django.apps import AppConfig


class ReintegrationConfig(AppConfig):
    name = "onward.delivery.reintegration"
    label = "reintegration"
    default_auto_field = "django.db.models.BigAutoField"
