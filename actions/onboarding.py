"""Actions of the first turns: greeting, facts, language."""

from actions.base import MoveAction


class Greet(MoveAction):
    """Says hello and opens the conversation."""

    move = "greet"


class TakeInFacts(MoveAction):
    """Notes the facts of a message and goes on."""

    move = "take_in_facts"


class TakeYes(MoveAction):
    """Takes a plain yes."""

    move = "take_yes"


class TakeNo(MoveAction):
    """Takes a plain no."""

    move = "take_no"


class ChangeLanguage(MoveAction):
    """Goes on in the other language."""

    move = "change_language"


class Restart(MoveAction):
    """Forgets the answers and begins again."""

    move = "restart"
