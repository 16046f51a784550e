from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "onward.casework.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases.panels import register_column, register_incoming, register_panel
        from onward.casework.referrals import pages, personal, policy, queries
        from onward.reference.choices import ask_for

        policy.register()
        personal.register()
        ask_for("decline-reasons", "enquiry-lines", "enquiry-outcomes", "enquiry-topics")
        register_incoming(pages.incoming)
        register_panel(pages.came_by)
        register_column(pages.CAME_BY, queries.reference_of_case)
        register_column(pages.WRITTEN, queries.words_of_case)
