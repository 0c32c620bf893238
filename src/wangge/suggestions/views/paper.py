"""One paper with its whole way: text, signatures, units, rounds, what each party may do now."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.brief import cases_by_id
from wangge.cases.queries.desk import desk
from wangge.deputies.queries.matters import matter_for
from wangge.deputies.queries.seats import congresses, deputy_names, seats_of
from wangge.deputies.views.showing import categories, places
from wangge.foundation.files.papers import file_panel
from wangge.foundation.history import events_of
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.people.queries import post_label, posts_by_id
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT, PostKind
from wangge.rules.suggestions import (
    ANSWERED,
    MOVES,
    UNSIGNED,
    WAITS,
    Clock,
    Hold,
    Party,
    ReplyStage,
    Role,
    Stage,
    signs_of_several,
)
from wangge.suggestions.policies import deputy_key, may_read, parties_of, sees_reply
from wangge.suggestions.queries.attachments import attachments
from wangge.suggestions.queries.motions import motions
from wangge.suggestions.queries.opinions import opinions
from wangge.suggestions.queries.papers import PaperRow, alike, joined_to, paper, papers, said_about, signers
from wangge.suggestions.queries.promises import missed_promises, open_promises
from wangge.suggestions.queries.rules import grades_of, rule_on
from wangge.suggestions.queries.waiting import is_asking, may_rate
from wangge.suggestions.queries.work import (
    ReplyRow,
    assignments,
    contacts,
    key_paper,
    offers,
    oversight_notes,
    ratings,
    replies,
    rounds,
    units_holding,
)
from wangge.suggestions.services.screening import proposed
from wangge.suggestions.views import naming
from wangge.suggestions.views.acts import do

REPLY_WAITS = {ReplyStage.DRAFTED: Party.HEAD, ReplyStage.SIGNED: Party.GOVERNMENT}


@hat_required
def page(request: HatRequest, paper_id: str) -> HttpResponse:
    """One paper; a duty act that came from a motion or an opinion leads on to that one."""
    key = row_key(paper_id)
    elsewhere = _elsewhere(request.hat.county, key)
    return redirect(elsewhere) if elsewhere else show(request, key)


@require_POST
@hat_required
def act(request: HatRequest, paper_id: str) -> HttpResponse:
    """Do one act about a paper."""
    key = row_key(paper_id)
    try:
        do(key, request.POST, hat=request.hat, now=timezone.now())
    except Refused as refused:
        return show(request, key, refused)
    return redirect("suggestions:paper", paper_id)


def show(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    """Show a paper to a hat that may read it, with the refusal of what was just tried."""
    hat, now = request.hat, timezone.now()
    row, today = paper(hat.county, key), desk(hat.county).today(now)
    if not is_open_to(hat, row):
        raise Refused("suggestion.not_yours", post=hat.kind)
    parties = parties_of(hat, deputy=row.deputy, key=key)
    context = _told(hat, row, today) | {
        "acts": _acts(hat, row, parties), "typed": request.POST, "today": today, "me": deputy_key(hat),
        "departments": list(desk(hat.county).departments.values()),
    }  # fmt: skip
    context |= (
        _for_office(hat, row, parties)
        | _for_unit(hat, row, today)
        | _for_deputy(hat, row, deputy_key(hat), today)
    )
    if refused:
        context["refusal"] = told(refused)
    return render(request, "suggestions/paper.html", context, status=told(refused).status if refused else 200)


def paper_url(hat: Hat, row: PaperRow) -> str:
    """Return where a hat reads a paper: on its own page, or on the public one where that is not open to it."""
    if row.is_shown and not is_open_to(hat, row):
        return reverse("suggestions:public_paper", args=[hat.county, row.hex])
    return reverse("suggestions:paper", args=[row.hex])


def title_for(hat: Hat, row: PaperRow) -> str:
    """Return a paper's title for a hat: the public one, which names no resident, where the paper is not open to it."""
    return row.title if is_open_to(hat, row) else row.public_title


def is_open_to(hat: Hat, row: PaperRow) -> bool:
    """Say whether a hat may open a paper's own page."""
    said: dict[str, Any] = {"state": row.state, "is_open": row.is_open, "congress": row.congress}
    return may_read(hat, deputy=row.deputy, key=row.id, own=_own_congresses(hat), **said)


def _own_congresses(hat: Hat) -> list[UUID]:
    me, today = deputy_key(hat), desk(hat.county).today(timezone.now())
    return [seat.congress for seat in seats_of(hat.county, me, today)] if me else []


def _elsewhere(county: str, key: UUID) -> str:
    if papers(county, keys=[key]):
        return ""
    if any(one.id == key for one in opinions(county)):
        return f"{reverse('suggestions:opinions')}#o-{key.hex}"
    is_motion = any(one.id == key for one in motions(county))
    return reverse("suggestions:motion", args=[key.hex]) if is_motion else ""


def _waits(row: PaperRow, today: date) -> list[Party]:
    """Return whom it waits for: a reply on its way for who signs or sends it, one fully rated for the office."""
    if row.state is Stage.REPLIED and not any(
        is_asking(row.county, row.id, one, today)
        for one in rounds(row.county, row.id)
        if one.number == row.round_no
    ):
        return [Party.CONGRESS]
    if row.state is not Stage.HANDLING:
        return [WAITS[row.state]] if row.state in WAITS else []
    answered = {
        one.department: one.stage for one in replies(row.county, row.id) if one.round_no == row.round_no
    }
    waiting = {
        REPLY_WAITS.get(answered.get(one.department, ReplyStage.SENT_BACK), Party.UNIT)
        for one in assignments(row.county, row.id)
        if one.state is not Hold.TAKEN_OFF and one.role is not Role.CO
        and answered.get(one.department) is not ReplyStage.SENT
    }  # fmt: skip
    return sorted(waiting) or [Party.UNIT]


def _told(hat: Hat, row: PaperRow, today: date) -> dict[str, Any]:
    county, names = hat.county, _names(row)
    body = next((one.name for one in congresses(county, today) if one.id == row.congress), "")
    units = assignments(county, row.id)
    return {
        "row": row, "stage": naming.STAGES[row.state], "congress": body,
        "waits": " · ".join(str(naming.PARTIES[one]) for one in _waits(row, today)),
        "turned": naming.TURNED.get(row.turned_into, ""),
        "case": cases_by_id(county, [row.case], now=timezone.now()).get(row.case) if row.case else None,
        "preferred": naming.department(county, row.preferred) if row.preferred else "",
        "signers": [{"name": names.get(one.deputy, ""), "at": one.signed_at} for one in signers(county, row.id)],
        "units": [
            {
                "row": one, "name": naming.department(county, one.department), "role": naming.ROLES[one.role],
                "state": naming.HOLDS[one.state], "gone": one.state is Hold.TAKEN_OFF,
                "proposed": naming.department(county, one.proposed) if one.proposed else "",
            }
            for one in units
        ],
        "rounds": _rounds(hat, row, names, today), "key": key_paper(county, row.id),
        "notes": [
            {"kind": naming.WATCHES[one.kind], "on": one.on, "words": one.words}
            for one in oversight_notes(county, row.id)
        ],
        "matter_url": _matter_url(hat, row.matter) if row.matter else "",
        "joined": paper(county, row.joined) if row.joined else None, "joined_to": joined_to(county, row.id),
        "timeline": timeline(
            county, row.id, names, quiet={"rated"} if hat.kind in OF_DEPARTMENT else frozenset()
        ),
    }  # fmt: skip


def _matter_url(hat: Hat, key: UUID) -> str:
    # The thread with the resident stays with its deputy, and with the office where it is not private.
    try:
        return reverse(
            "deputies:matter", args=[matter_for(hat, key, on=desk(hat.county).today(timezone.now())).hex]
        )
    except Refused:
        return ""


def _names(row: PaperRow) -> dict[UUID, str]:
    signed = [one.deputy for one in signers(row.county, row.id)]
    rated = [one.deputy for one in ratings(row.county, [row.id])]
    return deputy_names(row.county, [row.deputy, *signed, *rated])


def _rounds(hat: Hat, row: PaperRow, names: dict[UUID, str], today: date) -> list[dict[str, Any]]:
    county, is_unit = row.county, hat.kind in OF_DEPARTMENT
    talks, answers = contacts(county, row.id), replies(county, row.id)
    heard, files = ratings(county, [row.id]), attachments(county, row.id)
    base = reverse("suggestions:files", args=[row.hex])
    shown = []
    for one in rounds(county, row.id):
        is_asked = is_asking(county, row.id, one, today)
        own = [
            reply for reply in answers
            if reply.round_no == one.number and sees_reply(hat, stage=reply.stage, department=reply.department)
        ]  # fmt: skip
        shown.append({
            "row": one, "cause": naming.CAUSES[one.cause],
            "talks": [
                {"row": talk, "unit": naming.department(county, talk.department), "way": naming.WAYS[talk.way],
                 "deputy": names.get(talk.deputy, "")}
                for talk in talks if talk.round_no == one.number
            ],
            "replies": [
                {
                    "row": reply, "unit": naming.department(county, reply.department),
                    "stage": naming.REPLIES[reply.stage], "grade": naming.grade_words(county, row.scheme, reply.grade),
                    "meaning": naming.MEANINGS[reply.meaning], "offers": offers(county, reply.id),
                    "panel": file_panel(
                        files.get(reply.id, []), base, may_put=_may_add(hat, row, reply), where=reply.id.hex
                    ),
                    # A unit learns what was said, never who said nothing.
                    "ratings": [
                        {"name": "" if is_unit else names.get(said.deputy, ""),
                         "attitude": naming.CONTENT[said.attitude], "result": naming.CONTENT[said.result],
                         "words": said.words, "at": said.at}
                        for said in heard
                        if said.reply == reply.id and not (is_unit and is_asked)
                    ],
                }
                for reply in own
            ],
        })  # fmt: skip
    return shown


def _may_add(hat: Hat, row: PaperRow, reply: ReplyRow) -> bool:
    """Say whether a file may go with a reply: the own one, before its head signed it."""
    own = hat.kind in OF_DEPARTMENT and hat.department == reply.department
    return own and reply.stage in UNSIGNED and row.state is Stage.HANDLING


def timeline(
    county: str, key: UUID, names: dict[UUID, str], *, quiet: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return who did what when about a paper or a motion, in order, with the words said."""
    happened = events_of(county, key)
    posts = posts_by_id(
        county, [UUID(str(one.payload["post"])) for one in happened if one.payload.get("post")]
    )
    labels = {post: post_label(hat) for post, hat in posts.items()}
    said = {one.at: one.words for one in said_about(county, key)}
    shown = []
    for one in happened:
        if one.kind.partition(".")[2] in quiet:
            continue
        post = UUID(str(one.payload["post"])) if one.payload.get("post") else None
        deputy = one.payload.get("deputy")
        name = names.get(UUID(str(deputy)), "") if deputy else ""
        shown.append({
            "name": naming.event_name(one.kind, one.payload), "at": one.at,
            "post": labels.get(post, "") if post else "", "deputy": name, "words": said.pop(one.at, ""),
        })  # fmt: skip
    return shown


def _acts(hat: Hat, row: PaperRow, parties: frozenset[Party]) -> set[str]:
    found = {str(move.act) for move in MOVES if row.state in move.sources and move.party in parties}
    if hat.kind is PostKind.DEPUTY and Party.SIGNER not in parties:
        can_sign = (
            row.is_open
            and row.congress in _own_congresses(hat)
            and row.state in {Stage.DRAFT, Stage.RETURNED}
        )
        return {"sign"} if can_sign else set()
    found.discard("sign")
    if Party.LEAD in parties:
        found.discard("unsign")
    return found


def _for_office(hat: Hat, row: PaperRow, parties: frozenset[Party]) -> dict[str, Any]:
    if not parties & {Party.CONGRESS, Party.GOVERNMENT}:
        return {}
    told_words: dict[str, Any] = {
        "roles": naming.choices(naming.ROLES),
        "missed": row.state in ANSWERED and missed_promises(hat.county, row.id),
        "watches": naming.choices(naming.WATCHES), "promised": len(open_promises(hat.county, row.id)),
        "objected": [
            {"code": one.department, "name": naming.department(hat.county, one.department)}
            for one in assignments(hat.county, row.id) if one.state is Hold.OBJECTED
        ],
    }  # fmt: skip
    if row.joined:
        told_words["joined_units"] = [
            {"name": naming.department(hat.county, one.department), "role": naming.ROLES[one.role]}
            for one in units_holding(hat.county, row.joined)
        ]
    if row.state in {Stage.SUBMITTED, Stage.REGISTERED} and Party.CONGRESS in parties:
        told_words["alike"] = [
            {"row": one, "percent": round(share * 100), "joinable": one.takes_joined(row)}
            for one, share in alike(hat.county, row)
        ]
    if row.state is Stage.SUBMITTED and Party.CONGRESS in parties:
        told_words |= {
            "several": signs_of_several(row.title, row.proposal),
            "shown": proposed(row.title, row.facts, row.proposal),
            "categories": categories(hat.county),
            "places": places(hat.county),
        }
    return told_words


def _for_unit(hat: Hat, row: PaperRow, today: date) -> dict[str, Any]:
    if hat.kind not in OF_DEPARTMENT:
        return {}
    mine = [one for one in assignments(hat.county, row.id) if one.department == hat.department]
    held = next((one for one in reversed(mine) if one.state is not Hold.TAKEN_OFF), None)
    written = [one for one in replies(hat.county, row.id) if one.department == hat.department]
    return {
        "held": held, "is_co": held is not None and held.role is Role.CO,
        "talked": held is not None and any(
            one.department == hat.department and one.round_no == row.round_no for one in contacts(hat.county, row.id)
        ),
        "ways": naming.choices(naming.WAYS),
        "grades": [
            (one.letter, naming.grade_words(hat.county, row.scheme, one.letter))
            for one in grades_of(hat.county, row.scheme)
        ],
        "written": next((one for one in written if one.round_no == row.round_no), None),
        "object_rule": rule.source if (rule := rule_on(hat.county, row.congress, Clock.OBJECT, today)) else "",
    }  # fmt: skip


def _for_deputy(hat: Hat, row: PaperRow, me: UUID | None, today: date) -> dict[str, Any]:
    if me is None:
        return {}
    signed = {one.deputy for one in signers(hat.county, row.id)}
    done = {one.reply for one in ratings(hat.county, [row.id]) if one.deputy == me}
    last = row.round_no - (row.state in {Stage.HANDED_OVER, Stage.HANDLING})
    open_replies = [
        one for one in replies(hat.county, row.id)
        if one.stage is ReplyStage.SENT and one.round_no == last and one.id not in done
    ]  # fmt: skip
    return {
        "missed": me in signed and row.state in ANSWERED and missed_promises(hat.county, row.id),
        "to_rate": [
            {
                "id": one.id.hex, "unit": naming.department(hat.county, one.department),
                "may": may_rate(hat.county, me, one.department, today),
            }
            for one in open_replies if me in signed
        ],
        "content": naming.choices(naming.CONTENT), "is_lead": row.deputy == me,
        "several": signs_of_several(row.title, row.proposal) if row.state in {Stage.DRAFT, Stage.RETURNED} else [],
    }  # fmt: skip
