"""How does a unit's reply come about: written, signed by its head, checked, sent to every signer?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.grades import OWES_COMMITMENT, Meaning, grade_of, weakest
from wangge.rules.suggestions import ANSWERING, Act, Clock, Hold, ReplyStage, Stage
from wangge.rules.telltales import hidden, telltales
from wangge.rules.words import fitting
from wangge.suggestions.models import Assignment, Contact, Offer, Reply, Round
from wangge.suggestions.queries.rules import grades_of, last_day, scheme_of
from wangge.suggestions.services.acting import Acting, acting, needed
from wangge.suggestions.services.handing import accepted
from wangge.suggestions.services.promises import promise

FEEDBACK = timedelta(days=30)  # for ratings where no rule says how long; our assumption


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a reply promises: a sentence, how it is measured, until when."""

    words: str
    measure: str
    due_on: date


def draft_reply(
    key: UUID, *, words: str, grade: str, hat: Hat, now: datetime, commitments: Sequence[Commitment] = ()
) -> UUID:
    """Write the unit's reply, or write it anew before it was sent.

    Refuses `suggestion.no_contact`, `suggestion.other_scheme`, `suggestion.no_commitment`,
    `suggestion.bad_commitment`, `suggestion.not_accepted`, `suggestion.no_words`, `suggestion.reply_sent`.
    """
    with acting(key, Act.DRAFT_REPLY, hat=hat, now=now) as one:
        held = accepted(one)
        if held.role not in ANSWERING:
            raise Refused("suggestion.not_accepted")
        refuse_uncontacted(one, held.department)
        meaning = _meaning(one, grade)
        _refuse_bad_commitments(one, meaning, commitments)
        row = _reply_of(one, held.department) or Reply(
            county=hat.county, suggestion=key, round_no=one.row.round_no, department=held.department
        )
        if row.stage == ReplyStage.SENT:
            raise Refused("suggestion.reply_sent")
        row.stage, row.grade, row.meaning, row.words = (
            ReplyStage.DRAFTED,
            grade,
            meaning,
            needed(words, "words"),
        )
        row.drafted_at, row.drafted_post, row.signed_at, row.signed_post = now, hat.post_id, None, None
        row.save()
        Offer.objects.filter(county=hat.county, reply=row.pk).delete()
        Offer.objects.bulk_create([
            Offer(county=hat.county, reply=row.pk, words=fitting(offer.words, "promise", 300),
                  measure=fitting(offer.measure, "measure", 200), due_on=offer.due_on)
            for offer in commitments
        ])  # fmt: skip
        one.tell("suggestion.reply_drafted", {"department": held.department, "round": one.row.round_no})
        return row.pk


def sign_reply(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Let the head of the unit sign its reply; refuse `suggestion.no_reply`."""
    with acting(key, Act.SIGN_REPLY, hat=hat, now=now) as one:
        row = _standing(one, hat.department, ReplyStage.DRAFTED)
        row.stage, row.signed_at, row.signed_post = ReplyStage.SIGNED, now, hat.post_id
        row.save(update_fields=["stage", "signed_at", "signed_post"])
        one.tell("suggestion.reply_signed", {"department": row.department, "round": row.round_no})


def return_reply(key: UUID, department: str, words: str, *, hat: Hat, now: datetime) -> None:
    """Send a signed reply back to its unit; refuse `suggestion.no_reply`, `suggestion.no_words`."""
    with acting(key, Act.RETURN_REPLY, hat=hat, now=now) as one:
        row = _standing(one, department, ReplyStage.SIGNED)
        row.stage = ReplyStage.SENT_BACK
        row.save(update_fields=["stage"])
        told = {"department": department, "round": row.round_no}
        one.tell("suggestion.reply_returned", told, needed(words, "words"))


def send_reply(key: UUID, department: str, *, hat: Hat, now: datetime, public_words: str = "") -> None:
    """Send a signed reply to every signer; the paper is answered with the last answering unit's reply.

    What was promised stands in the ledger from now on. Refuses `suggestion.no_reply`, `suggestion.no_contact`.
    """
    with acting(key, Act.SEND_REPLY, hat=hat, now=now) as one:
        row = _standing(one, department, ReplyStage.SIGNED)
        refuse_uncontacted(one, department)
        row.stage, row.sent_at, row.checked_post = ReplyStage.SENT, now, hat.post_id
        said = public_words or row.words
        row.public_words = hidden(said, telltales(said))
        row.save(update_fields=["stage", "sent_at", "checked_post", "public_words"])
        for offer in Offer.objects.filter(county=hat.county, reply=row.pk).order_by("due_on", "pk"):
            promise(
                hat.county, key, row.round_no, department, offer.words, offer.measure, offer.due_on, now, hat
            )
        told = {"department": department, "grade": row.grade, "meaning": row.meaning, "round": row.round_no}
        one.tell("suggestion.replied", told)
        _finish(one)


def refuse_uncontacted(one: Acting, department: str) -> None:
    """Refuse `suggestion.no_contact` where no talk of this round stands undisputed."""
    talks = Contact.objects.filter(
        county=one.row.county, suggestion=one.row.pk, round_no=one.row.round_no, department=department
    )
    if not talks.filter(disputed_at=None).exists():
        raise Refused("suggestion.no_contact", source="代表法：答复前应当与代表联系沟通")


def _finish(one: Acting) -> None:
    county, key, number = one.row.county, one.row.pk, one.row.round_no
    held = Assignment.objects.filter(county=county, suggestion=key, role__in=list(ANSWERING))
    units = set(held.exclude(state=Hold.TAKEN_OFF).values_list("department", flat=True))
    sent = Reply.objects.filter(county=county, suggestion=key, round_no=number, stage=ReplyStage.SENT)
    meanings = dict(sent.values_list("department", "meaning"))
    if not units <= meanings.keys():
        return
    row = Round.objects.get(county=county, suggestion=key, number=number)
    row.replied_at, row.meaning = one.now, weakest(Meaning(meaning) for meaning in meanings.values())
    row.feedback_by = last_day(county, one.row.congress, Clock.FEEDBACK, one.today) or one.today + FEEDBACK
    row.save(update_fields=["replied_at", "meaning", "feedback_by"])
    one.row.state, one.row.replied_at = Stage.REPLIED, one.now


def _meaning(one: Acting, letter: str) -> Meaning:
    row = one.row
    scheme = scheme_of(row.county, row.congress, row.year)
    grades = grades_of(row.county, row.scheme)
    return grade_of(grades, letter, chosen=row.scheme, source=scheme.source).meaning


def _refuse_bad_commitments(one: Acting, meaning: Meaning, commitments: Sequence[Commitment]) -> None:
    if meaning in OWES_COMMITMENT and not commitments:
        raise Refused("suggestion.no_commitment", field="commitments")
    for offer in commitments:
        if not offer.words.strip() or not offer.measure.strip() or offer.due_on <= one.today:
            raise Refused("suggestion.bad_commitment", field="commitments")


def _reply_of(one: Acting, department: str) -> Reply | None:
    return Reply.objects.filter(
        county=one.row.county, suggestion=one.row.pk, round_no=one.row.round_no, department=department
    ).first()


def _standing(one: Acting, department: str, stage: ReplyStage) -> Reply:
    row = _reply_of(one, department)
    if row is None or row.stage != stage:
        raise Refused("suggestion.no_reply")
    return row
