"""Names the package to Django."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "wangge.analysis"
