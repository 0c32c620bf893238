"""Which address of cases leads where?"""

from django.urls import path

from wangge.cases.views import (
    case,
    clocks,
    emergencies,
    figures,
    lists,
    map,
    offering,
    photos,
    report,
    steps,
    things,
    words,
)

app_name = "cases"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("waiting/", lists.waiting, name="waiting"),
    path("mine/", lists.mine, name="mine"),
    path("report/", report.report, name="report"),
    path("report/conditions", clocks.conditions, name="conditions"),
    path("report/nearby", offering.near, name="nearby"),
    path("report/suggestions", offering.suggestions, name="suggestions"),
    path("report/emergency", emergencies.numbers, name="emergency_numbers"),
    path("unpassed/", emergencies.unpassed_part, name="unpassed"),
    path("map/", map.page, name="map"),
    path("map/clusters", map.cluster_data, name="clusters"),
    path("figures/", figures.page, name="figures"),
    path("steps/", steps.page, name="steps"),
    path("export.<str:form>", lists.export, name="export"),
    path("things/", things.register, name="things"),
    path("things/layer", things.layer, name="things_layer"),
    path("things/near", things.near, name="near_things"),
    path("things/<str:asset_id>/", things.thing, name="thing"),
    path("things/<str:asset_id>/photo/<str:size>", things.photo, name="thing_photo"),
    path("owner/", things.owner, name="owner"),
    path("<str:case_id>/", case.page, name="case"),
    path("<str:case_id>/voice", offering.voice, name="voice"),
    path("<str:case_id>/passed-on", emergencies.passed_on, name="passed_on"),
    path("<str:case_id>/place", case.place, name="place"),
    path("<str:case_id>/acts/<str:act>", case.act, name="act"),
    path("<str:case_id>/photos/<str:sha256>/hide", photos.hide, name="hide"),
    path("<str:case_id>/photos/<str:sha256>/original", photos.original, name="original"),
    path("<str:case_id>/photos/<str:sha256>/<str:size>", case.photo, name="photo"),
    path("<str:case_id>/words", words.redact, name="redact"),
    path("<str:case_id>/words/sealed", words.sealed, name="sealed"),
    path("<str:case_id>/complained", words.complained, name="complained"),
]
