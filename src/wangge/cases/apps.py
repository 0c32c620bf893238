"""Names the package to Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "wangge.cases"
