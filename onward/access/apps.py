from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "onward.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register
        from django.db.models import Q

        from onward.access import holdings, personal
        from onward.access.models import AuditEntry, GlassBreak, Office, User
        from onward.access.policy import (
            EVERYTHING,
            ONESELF,
            HouseGatekeeper,
            allow_everybody,
            register_scopes,
        )
        from onward.access.roles_definition import register_kinds
        from onward.access.secrecy.checks import master_keys_are_there
        from onward.access.verbs import register_verbs
        from onward.kernel.actions import register_gatekeeper

        register(master_keys_are_there, "secrecy")
        register_gatekeeper(HouseGatekeeper())
        register_verbs(
            {
                "audit.read": _("See who saw and wrote what, openings in emergencies, exports"),
                "users.manage": _("Make users and offices, give and take roles"),
                "exports.take": _("Take lists out of the house"),
            },
            tell_of_persons=["audit.read"],
        )
        for table in (AuditEntry, GlassBreak):
            register_scopes(table, read="audit.read", scopes={"all": lambda user: EVERYTHING})
        register_scopes(Office, read="users.manage", scopes={"all": lambda user: EVERYTHING})
        allow_everybody("users.language")
        of_users = {"all": lambda user: EVERYTHING, ONESELF: lambda user: Q(pk=user.pk)}
        register_scopes(User, read="users.manage", scopes=of_users)
        register_kinds()
        holdings.register_kinds()
        personal.register()
