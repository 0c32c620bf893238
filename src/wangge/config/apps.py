"""Names the package to Django, and fills the slots once every package is there."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "wangge.config"

    def ready(self) -> None:
        from wangge.config.slots import SLOTS  # views need the models of every package
        from wangge.foundation.slots import fill_slots

        fill_slots(SLOTS)
