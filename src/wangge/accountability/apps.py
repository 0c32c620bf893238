"""Names the package to Django."""

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "wangge.accountability"
