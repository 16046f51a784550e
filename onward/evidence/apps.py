from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EvidenceConfig(AppConfig):
    name = "onward.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.evidence import counting, editions, facts, personal, policy
        from onward.evidence.documents.checking import register_sentences
        from onward.evidence.queries.shown import ask_for_figures
        from onward.evidence.queries.spending import spent_of
        from onward.records.projects.hooks import register_spending

        # Facts are made of what any room declares, whether or not something else has asked for it yet.
        autodiscover_modules("events")
        policy.register()
        personal.register()
        counting.register_kinds()
        counting.register_derived()
        editions.register_reports()
        editions.register_donor_reports()
        register_sentences()
        ask_for_figures()
        facts.register_kind()
        register_spending(spent_of)
