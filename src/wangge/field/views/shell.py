"""How does the phone get the program itself: the page, the manifest, the service worker, the words?

Nothing here knows who asks: no session is read, no cookie is set, and two people get the same bytes.
"""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wangge.field.shell_files import PAGE, page_html, shell, version, words_json, worker_source
from wangge.rules.errors import Refused

THEME, GROUND = "#0f3f66", "#ffffff"
ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable.png", 512, "maskable"))


@require_safe
def page(_request: HttpRequest) -> HttpResponse:
    """The shell: an empty frame, filled by what this phone holds."""
    return _fresh(HttpResponse(page_html()))


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What the home screen shows."""
    icons = [
        {
            "src": static(f"field/icons/{name}"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, side, purpose in ICONS
    ]
    told = {
        "id": PAGE, "name": _("Wangge in the field"), "short_name": _("Wangge"), "start_url": PAGE, "scope": PAGE,
        "display": "standalone", "orientation": "portrait", "theme_color": THEME, "background_color": GROUND,
        "icons": icons,
    }  # fmt: skip
    return _fresh(JsonResponse(told, content_type="application/manifest+json"))


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, told which files make this version of the shell."""
    head = f"const VERSION = {json.dumps(version())};\nconst SHELL = {json.dumps(shell(), indent=0)};\n"
    response = HttpResponse(head + worker_source(), content_type="text/javascript")
    response["Service-Worker-Allowed"] = PAGE
    return _fresh(response)


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Every sentence of the scripts in one language. Refuses `field.language_unknown`."""
    language = request.GET.get("lang", "")
    if language not in dict(settings.LANGUAGES):
        raise Refused("field.language_unknown", field="lang", language=language[:20])
    return _fresh(HttpResponse(words_json(language), content_type="application/json"))


def _fresh(response: HttpResponse) -> HttpResponse:
    # Asked for anew each time by the browser; the service worker is what keeps it.
    response["Cache-Control"] = "no-cache"
    return response
