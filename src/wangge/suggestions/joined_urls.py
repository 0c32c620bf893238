"""Which address leads to what joins deputies and grids: board, clusters, promises, outcome, chain, rates?"""

from django.urls import path

from wangge.suggestions.views import board, chain, clusters, matrix, outcome, promises

joined_patterns = [
    path("board/", board.page, name="board"),
    path("board/matrix/", matrix.page, name="matrix"),
    path("clusters/", clusters.index, name="clusters"),
    path("clusters/<str:cluster_id>/", clusters.page, name="cluster"),
    path("clusters/<str:cluster_id>/draft", clusters.found, name="found_paper"),
    path("promises/", promises.index, name="promises"),
    path("promises/<str:promise_id>/", promises.page, name="promise"),
    path("promises/<str:promise_id>/act", promises.act, name="promise_act"),
    path("papers/<str:paper_id>/outcome/", outcome.page, name="outcome"),
    path("papers/<str:paper_id>/outcome/act", outcome.act, name="outcome_act"),
    path("public/<str:county>/cases/", board.cases, name="public_cases"),
    path("public/<str:county>/promises/", promises.public, name="public_promises"),
    path("public/<str:county>/rates/", matrix.rates, name="public_rates"),
    path("public/<str:county>/proofs/<str:sha256>/", promises.picture, name="proof_picture"),
    path("public/<str:county>/photos/<str:sha256>/", clusters.photo, name="exhibit_photo"),
    path("public/<str:county>/<str:paper_id>/facts/", chain.facts, name="public_facts"),
]
