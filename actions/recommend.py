"""Actions around the advice."""

from actions.base import MoveAction


class RecommendFormat(MoveAction):
    """Gives the advice, or asks what would decide it."""

    move = "recommend_format"


class ExplainAdvice(MoveAction):
    """Says why."""

    move = "explain_advice"


class ListFormats(MoveAction):
    """Lists the six formats."""

    move = "list_formats"


class ExplainFormat(MoveAction):
    """Explains one format."""

    move = "explain_format"


class CompareFormats(MoveAction):
    """Puts formats side by side."""

    move = "compare_formats"
