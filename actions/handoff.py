"""Actions from consent to ticket, its status and erasure."""

from actions.base import MoveAction


class OfferHandoff(MoveAction):
    """Opens the way to a person."""

    move = "offer_handoff"


class TellStatus(MoveAction):
    """Says where a request stands."""

    move = "tell_status"


class EraseData(MoveAction):
    """Shows and erases what is held about her."""

    move = "erase_data"
