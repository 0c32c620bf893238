"""Names the package to Django."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "wangge.ledgers"
