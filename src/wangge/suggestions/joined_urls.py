"""Which address leads to what joins deputies and grids: board, clusters, promises, outcome, chain, rates?"""

from django.urls import path

from wangge.suggestions.views import board, clusters

joined_patterns = [
    path("board/", board.page, name="board"),
    path("clusters/", clusters.index, name="clusters"),
    path("clusters/<str:cluster_id>/", clusters.page, name="cluster"),
    path("clusters/<str:cluster_id>/draft", clusters.found, name="found_paper"),
    path("public/<str:county>/cases/", board.cases, name="public_cases"),
    path("public/<str:county>/photos/<str:sha256>/", clusters.photo, name="exhibit_photo"),
]
