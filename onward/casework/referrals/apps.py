from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "onward.casework.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases.panels import register_incoming
        from onward.casework.referrals import pages, policy

        policy.register()
        register_incoming(pages.incoming)
