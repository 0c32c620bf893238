"""A caller asks to be forgotten: words, number, hash and salts go; what happened and when stays provable."""

from datetime import datetime
from uuid import UUID

from wangge.foundation.locking import writing
from wangge.foundation.recording import ChainEnd, record
from wangge.reporters.models import HotlineOrder, OrderWords
from wangge.rules.callbacks import CallResult


def erase_order_words(county: str, *, case_id: UUID, now: datetime, actor: str = "") -> int:
    """Erase what the orders of a case hold of their caller; return how many there were."""
    return _erase(county, now, actor, case=case_id)


def erase_order(county: str, order_id: UUID, *, now: datetime, actor: str = "") -> int:
    """Erase what one order holds of its caller, be there a case or not."""
    return _erase(county, now, actor, pk=order_id)


def _erase(county: str, now: datetime, actor: str, **which: UUID) -> int:
    with writing():
        orders = list(HotlineOrder.objects.select_for_update().filter(county=county, erased_at=None, **which))
        for order in orders:
            OrderWords.objects.filter(county=county, order=order.id).delete()
            order.caller_sealed = order.caller_key = order.salt = order.content = order.receipt = ""
            if order.call_result == CallResult.WAITING:
                order.call_result = CallResult.NO_CONTACT
            order.erased_at = now
            end = record(
                county=county, subject=order.id, kind="hotline.erased", at=now, actor=actor,
                payload={"order": order.number}, after=ChainEnd(order.seq, order.chain),
            )  # fmt: skip
            order.seq, order.chain = end
            order.save(update_fields=[
                "caller_sealed", "caller_key", "salt", "content", "receipt", "call_result", "erased_at", "seq",
                "chain",
            ])  # fmt: skip
    return len(orders)
