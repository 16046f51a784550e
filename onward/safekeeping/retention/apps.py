from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "onward.safekeeping.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onward.access.holdings import categories
        from onward.reference.choices import ask_for, register_words
        from onward.safekeeping.retention import personal, policy
        from onward.safekeeping.retention.choices import LISTS
        from onward.safekeeping.retention.definition import register_kinds

        register_kinds()
        policy.register()
        personal.register()
        ask_for(*LISTS)
        register_words("data-categories", lambda: {code: one.name for code, one in categories().items()})
