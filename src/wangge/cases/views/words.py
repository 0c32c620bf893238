"""The words of a report on the desk's page: what gives the reporter away, what the unit reads, who is complained of."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from wangge.cases.policies import may_redact
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import exposure_of, sealing_of
from wangge.cases.queries.page import Dossier
from wangge.cases.services.redacting import name_complained, open_sealed_words, redact_words
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.telltales import Tell, hidden, telltales, viewpoint_tells

TELLS = {
    Tell.PHONE: gettext_noop("a telephone number"),
    Tell.IDENTITY: gettext_noop("a number as on papers"),
    Tell.PLATE: gettext_noop("a number plate"),
    Tell.OWN_NAME: gettext_noop("the reporter's own name or role"),
    Tell.OWN_HOME: gettext_noop("the reporter's own home or a door number"),
    Tell.VIEWPOINT: gettext_noop("a view that only one home has"),
    Tell.OWN_PART: gettext_noop("what the reporter did, which others remember"),
}
PHOTO_VIEW = gettext_noop("a photo of what only few people can see")


def words_box(hat: Hat, found: Dossier) -> dict[str, Any] | None:
    """Return what the desk sees and does about a report's words; None for everybody else."""
    if not may_redact(hat):
        return None
    case, known, key = found.case, desk(found.case.county), found.case.id.hex
    sealing = sealing_of(case.county, case.id)
    tells = telltales(found.words)
    in_public = exposure_of(case.county, case.category).has_photo
    warnings = [_(TELLS[tell]) for tell in dict.fromkeys(one.tell for one in tells)]
    if not sealing.is_redacted and viewpoint_tells(in_public=in_public, has_photo=bool(found.photos)):
        warnings.append(_(PHOTO_VIEW))
    complained = known.departments.get(sealing.complained)
    return {
        "warnings": warnings, "proposal": hidden(found.words, tells),
        "place": hidden(found.place, telltales(found.place)), "is_redacted": sealing.is_redacted,
        "redact_url": reverse("cases:redact", args=[key]), "sealed_url": reverse("cases:sealed", args=[key]),
        "complained": complained.name if complained else "", "complained_code": sealing.complained,
        "complained_url": reverse("cases:complained", args=[key]),
        "departments": [(row.code, row.name) for row in known.departments.values()],
    }  # fmt: skip


@require_POST
@hat_required
def redact(request: HatRequest, case_id: str) -> HttpResponse:
    """Put the words that the unit may read in the place of the reporter's own."""
    redact_words(
        row_key(case_id), request.POST.get("words", ""), request.POST.get("place", ""), hat=request.hat,
        now=timezone.now(),
    )  # fmt: skip
    return redirect("cases:case", case_id)


@require_POST
@hat_required
def sealed(request: HatRequest, case_id: str) -> HttpResponse:
    """What was said first, for the desk; opening it is written down."""
    said = open_sealed_words(row_key(case_id), hat=request.hat, now=timezone.now())
    response = render(
        request, "cases/sealed.html", {"said": said, "case_url": reverse("cases:case", args=[case_id])}
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@hat_required
def complained(request: HatRequest, case_id: str) -> HttpResponse:
    """Note which department is complained of, so that it never handles the case."""
    name_complained(row_key(case_id), request.POST.get("department", ""), hat=request.hat, now=timezone.now())
    return redirect("cases:case", case_id)
