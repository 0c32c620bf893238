"""Names the package to Django."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "wangge.evaluation"
