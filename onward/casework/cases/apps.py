from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "onward.casework.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases import personal, policy
        from onward.casework.cases.actions.by_rule import finish_what_waited
        from onward.casework.cases.actions.cash import note_past_cash
        from onward.casework.cases.actions.locking import register_order
        from onward.casework.cases.bringing import register_ways
        from onward.casework.cases.choices import LISTS
        from onward.casework.cases.models import FunderApproval, Vulnerability
        from onward.casework.cases.pages.handed import handed_over_to
        from onward.casework.cases.panels import register_incoming
        from onward.casework.cases.requirements import register_requirements
        from onward.kernel.actions import on_recorded
        from onward.reference.choices import ask_for, register_words

        policy.register()
        personal.register()
        ask_for(*LISTS)
        register_order()
        register_requirements()
        register_words("severities", lambda: dict(Vulnerability.Severity.choices))
        register_words("approval-outcomes", lambda: dict(FunderApproval.Outcome.choices))
        register_ways()
        register_incoming(handed_over_to)
        on_recorded(finish_what_waited)
        on_recorded(note_past_cash)
