"""Which address of a deputy's work leads where: matters, acts, reports, the congress office's desk?"""

from django.urls import path

from wangge.deputies.views import acts, matters, office, reports, work

work_patterns = [
    path("work/", work.page, name="work"),
    path("matters/<str:key>/", matters.page, name="matter"),
    path("matters/<str:key>/act", matters.act, name="matter_act"),
    path("receipt/<str:act>", matters.receipt_act, name="receipt_act"),
    path("visit/", acts.visit_form, name="visit"),
    path("acts/<str:key>/check", acts.checked, name="check"),
    path("office/", office.page, name="office"),
    path("office/letter", office.letter, name="letter"),
    path("office/asked", office.asked, name="asked"),
    path("office/firm", office.firm, name="firm"),
    path("reports/announce", reports.announced, name="announce"),
    path("reports/<str:key>/", reports.page, name="report"),
    path("reports/<str:key>/act", reports.act, name="report_act"),
    path("public/<str:county>/<str:deputy_key>/matter/", matters.form, name="matter_form"),
    path("public/<str:county>/<str:deputy_key>/record/", acts.record, name="record"),
    path("public/<str:county>/report/<str:key>/", reports.public, name="public_report"),
    path("public/<str:county>/report/<str:key>/ballot", reports.ballot, name="ballot"),
]
