"""The action around money."""

from actions.base import MoveAction


class ExplainFunding(MoveAction):
    """Explains the money in her case, or one program."""

    move = "explain_funding"
