"""Which address of evaluation leads where?"""

from django.urls import path

from wangge.evaluation.views import behind, results, sheets

app_name = "evaluation"
urlpatterns = [
    path("", sheets.index, name="index"),
    path("rates/", behind.rates, name="rates"),
    path("kinds/", behind.kinds, name="kinds"),
    path("missed/", behind.missed_page, name="missed"),
    path("staffed/<str:name>/", behind.staffed, name="staffed"),
    path("sheets/draft", sheets.draft, name="draft"),
    path("sheets/<str:sheet_id>/", sheets.page, name="sheet"),
    path("sheets/<str:sheet_id>/publish", sheets.publish, name="publish"),
    path("sheets/<str:sheet_id>/freeze", sheets.freeze_result, name="freeze"),
    path("results/<str:result_id>/", results.page, name="result"),
    path("results/<str:result_id>/object", results.object_to_line, name="object"),
    path("results/<str:result_id>/result.<str:form>", results.export, name="export"),
    path("objections/<str:objection_id>/decide", results.decide, name="decide"),
]
