from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "onward.web"
    label = "web"

    def ready(self) -> None:
        from onward.web import wiring

        wiring.connect()
