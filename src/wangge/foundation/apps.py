"""Names the package to Django."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "wangge.foundation"
