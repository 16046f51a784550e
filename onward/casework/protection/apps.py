from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "onward.casework.protection"
    label = "protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.casework.cases.bringing import register_way
        from onward.casework.cases.hooks import on_fact_to_come, on_guardians, on_sensitive_fact
        from onward.casework.cases.panels import register_column, register_incoming, register_panel
        from onward.casework.protection import pages, personal, policy, queries
        from onward.casework.protection.actions.sealing import seal_if_a_child, seal_if_sensitive
        from onward.casework.protection.checks import marks_are_asked_for
        from onward.casework.protection.requirements import register_requirements
        from onward.casework.protection.rules import LEVELS, VULNERABILITIES, mark_of
        from onward.kernel.definitions import add_check
        from onward.records.people.hooks import on_mended
        from onward.reference.choices import ask_for

        policy.register()
        personal.register()
        ask_for("assessments", VULNERABILITIES, LEVELS)
        add_check("choices", marks_are_asked_for)
        register_requirements()
        register_way(pages.ASSESSED, pages.way_to_assess)
        register_way(("guardian-consent",), pages.way_to_guardian)
        on_sensitive_fact(seal_if_sensitive)
        on_fact_to_come(mark_of)
        on_guardians(queries.guardians_on_file)
        on_mended(seal_if_a_child)
        register_column(pages.OUT_OF_SIGHT, queries.names_out_of_sight)
        register_panel(pages.panel)
        register_incoming(pages.incoming)
