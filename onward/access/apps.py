from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "onward.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.access.policy import HouseGatekeeper
        from onward.access.roles_definition import register_kinds
        from onward.kernel.actions import register_gatekeeper

        register_gatekeeper(HouseGatekeeper())
        register_kinds()
