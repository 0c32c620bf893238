"""Which address of analysis leads where?"""

from django.urls import path

from wangge.analysis.views import ahead, hotspots, landing, recurring, rhythm, trend

app_name = "analysis"
urlpatterns = [
    path("", landing.index, name="index"),
    path("hotspots/", hotspots.index, name="hotspots"),
    path("hotspots/areas", hotspots.areas, name="hotspot_areas"),
    path("hotspots.<str:form>", hotspots.file, name="hotspots_file"),
    path("hotspots/<str:spot_id>/cases", hotspots.drawn, name="hotspot_cases"),
    path("hotspots/<str:spot_id>/", hotspots.page, name="hotspot"),
    path("trend/", trend.trend, name="trend"),
    path("trend.<str:form>", trend.trend_file, name="trend_file"),
    path("spread/", trend.spread, name="spread"),
    path("spread.<str:form>", trend.spread_file, name="spread_file"),
    path("spread/cases/", trend.took, name="took"),
    path("rhythm/", rhythm.page, name="rhythm"),
    path("rhythm.<str:form>", rhythm.file, name="rhythm_file"),
    path("rhythm/cases/", rhythm.cases, name="rhythm_cases"),
    path("warnings/", ahead.warnings, name="warnings"),
    path("warnings.<str:form>", ahead.warnings_file, name="warnings_file"),
    path("forecast/", ahead.forecast, name="forecast"),
    path("forecast.<str:form>", ahead.forecast_file, name="forecast_file"),
    path("recurring/", recurring.index, name="recurring"),
    path("recurring.<str:form>", recurring.file, name="recurring_file"),
    path("recurring/<str:place_id>/", recurring.page, name="recurring_place"),
]
