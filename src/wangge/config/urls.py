"""Which address leads where?"""

from django.urls import include, path
from django.views.i18n import set_language

from wangge.config import pages
from wangge.config.api import api

handler400 = "wangge.config.pages.unreadable"

urlpatterns = [
    path("", pages.start, name="start"),
    path("healthz", pages.healthz, name="healthz"),
    path("language/", set_language, name="set_language"),
    path("api/", api.urls),
    path("", include("wangge.people.urls")),
    path("territory/", include("wangge.territory.urls")),
    path("cases/", include("wangge.cases.urls")),
    path("", include("wangge.reporters.urls")),
    path("", include("wangge.coordination.urls")),
    path("hotline/", include("wangge.reporters.hotline_urls")),
    path("ledgers/", include("wangge.ledgers.urls")),
    path("field/ca.crt", pages.authority, name="authority"),
    path("field/", include("wangge.field.urls")),
    path("workload/", include("wangge.workload.urls")),
    path("alarms/", include("wangge.alarms.urls")),
    path("evaluation/", include("wangge.evaluation.urls")),
    path("accountability/", include("wangge.accountability.urls")),
    path("notifications/", include("wangge.notifications.urls")),
    path("analysis/", include("wangge.analysis.urls")),
    path("deputies/", include("wangge.deputies.urls")),
    path("suggestions/", include("wangge.suggestions.urls")),
    path("congress/", include("wangge.congress.urls")),
    path("bulletins/", include("wangge.bulletins.urls")),
    path("ops/", include("wangge.opscentre.urls")),
]
