"""Actions for questions, small talk and repair."""

from actions.base import MoveAction


class AnswerQuestion(MoveAction):
    """Answers a frequent question."""

    move = "answer_question"


class ListCapabilities(MoveAction):
    """Says what the assistant can do."""

    move = "list_capabilities"


class AdmitRobot(MoveAction):
    """Says it is a program."""

    move = "admit_robot"


class SayWelcome(MoveAction):
    """Answers a thank-you."""

    move = "say_welcome"


class SayGoodbye(MoveAction):
    """Parts."""

    move = "say_goodbye"


class MeetComplaint(MoveAction):
    """Meets frustration with a person."""

    move = "meet_complaint"


class RedirectVisitor(MoveAction):
    """Points visitors elsewhere, repairs misunderstandings."""

    move = "redirect_visitor"
