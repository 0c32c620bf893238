"""The pages of logging in, choosing a hat and one's own account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wangge.foundation.refusals import told
from wangge.people.access import (
    AccountRequest,
    account_required,
    begin_session,
    put_on,
    renew_epoch,
)
from wangge.people.forms import HatForm, LanguageForm, LogInForm, PasswordForm
from wangge.people.hats import Hat
from wangge.people.queries import account_by_id, demo_hats, hats, unit_names
from wangge.people.services.accounts import (
    DEMO_PASSWORD,
    change_password,
    choose_language,
    end_sessions,
    log_in,
)
from wangge.people.services.posts import choose_hat
from wangge.rules.errors import Refused


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for login and password; a refusal keeps the login that was typed."""
    form = LogInForm(request.POST or None)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _come_in(request, form.cleaned_data["login"], form.cleaned_data["password"])
            status = 422
        except Refused as refused:
            context["refusal"] = told(refused)
            status = told(refused).status
    if settings.WANGGE_DEMO:
        context |= {"demo": _with_units(demo_hats(on=timezone.localdate())), "demo_password": DEMO_PASSWORD}
    return render(request, "people/login.html", context, status=status)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End this session."""
    request.session.flush()
    return redirect("people:login")


@never_cache
@account_required
def choose(request: AccountRequest) -> HttpResponse:
    """Show the posts that a person may act from."""
    mine = hats(request.account.id, on=timezone.localdate())
    context = {"hats": _with_units(mine), "person": request.account, "next": request.GET.get("next", "")}
    return render(request, "people/hats.html", context)


@require_POST
@account_required
def wear(request: AccountRequest) -> HttpResponse:
    """Act from another of the own posts."""
    form = HatForm(request.POST)
    if not form.is_valid():
        raise Refused("people.not_your_post", post=request.POST.get("post", "")[:40])
    now = timezone.now()
    put_on(
        request,
        choose_hat(request.account.id, form.cleaned_data["post"], today=timezone.localdate(), now=now),
    )
    return redirect(_way_on(request))


@never_cache
@account_required
def me(request: AccountRequest) -> HttpResponse:
    """Show a person what is kept about the own account."""
    return _my_page(request, PasswordForm())


@require_POST
@account_required
def language(request: AccountRequest) -> HttpResponse:
    """Keep the language to read in, for this and every later session."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise Refused("people.language", field="language", language=request.POST.get("language", "")[:16])
    chosen = form.cleaned_data["language"]
    choose_language(request.account.county, request.account.id, language=chosen)
    return _speaking(redirect("people:me"), chosen)


@sensitive_post_parameters()
@require_POST
@account_required
def password(request: AccountRequest) -> HttpResponse:
    """Change the own password; every other session ends."""
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _my_page(request, form, status=422)
    old, new = form.cleaned_data["old"], form.cleaned_data["new"]
    try:
        epoch = change_password(
            request.account.county, request.account.id, old=old, new=new, now=timezone.now()
        )
    except Refused as refused:
        form.add_error("old", told(refused).sentence)
        return _my_page(request, form, status=told(refused).status)
    renew_epoch(request, epoch)
    return redirect("people:me")


@require_POST
@account_required
def logout_everywhere(request: AccountRequest) -> HttpResponse:
    """End every session of this account, this one too."""
    end_sessions(request.account.county, request.account.id)
    request.session.flush()
    return redirect("people:login")


def _come_in(request: HttpRequest, login_name: str, secret: str) -> HttpResponse:
    account = account_by_id(log_in(login_name, secret, now=timezone.now()))
    begin_session(request, account)
    rotate_token(request)
    mine = hats(account.id, on=timezone.localdate())
    if len(mine) == 1:
        put_on(request, mine[0])
        answer = redirect(_way_on(request))
    else:
        answer = redirect("people:hats")
    return _speaking(answer, account.language) if account.language else answer


def _my_page(request: AccountRequest, form: PasswordForm, *, status: int = 200) -> HttpResponse:
    mine = hats(request.account.id, on=timezone.localdate())
    context = {
        "person": request.account,
        "hats": _with_units(mine),
        "form": form,
        "languages": settings.LANGUAGES,
    }
    return render(request, "people/me.html", context, status=status)


def _with_units(mine: list[Hat]) -> list[tuple[Hat, str]]:
    names = unit_names(mine)
    return [(hat, names[hat]) for hat in mine]


def _way_on(request: HttpRequest) -> str:
    way = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(way, {request.get_host()}, require_https=request.is_secure())
    return way if is_ours else "/"


def _speaking(answer: HttpResponse, chosen: str) -> HttpResponse:
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer
