"""Names the package to Django."""

from django.apps import AppConfig


class WorkloadConfig(AppConfig):
    name = "wangge.workload"
