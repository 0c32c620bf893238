"""Names the package to Django."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "wangge.suggestions"
