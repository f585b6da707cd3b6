"""What a message asks for beyond its intent, where a few words decide and the place in the conversation matters."""

from __future__ import annotations

import re
from typing import Final

from bot.dialogue.talk import Heard, Talk
from bot.profile import CONTACT_FIELDS

ASKS: Final = re.compile(  # a question from its first word on answers nothing
    r"^\W*(who|what|when|where|why|how|which|do|does|can|could|is|are|will|would|should|"
    r"qui|que|qu'|quoi|quand|o[uù]|pourquoi|comment|combien|quel\w*|est-ce|c'est quoi|l'[ée]tudiant)\b",
    re.IGNORECASE,
)
SEE_DATA: Final = re.compile(
    r"^\W*(my data|mes donn[ée]es)\W*$|what (do you|info\w*) (know|have|hold|keep|you)\b.*\b(about|on) (me|us)\b|"
    r"(see|show|view|access).{0,20}\bmy (data|info\w*|details)|"
    r"que (savez|conservez|gardez|d[ée]tenez)-vous (sur|de) (moi|nous)|"
    r"(voir|consulter|montrez).{0,20}\bmes (donn[ée]es|renseignements|informations|coordonn[ée]es)",
    re.IGNORECASE,
)
WITHDRAW: Final = re.compile(
    r"\b(withdraw|take back|pull back|cancel)\b.{0,30}\b(request|application|ticket|it)\b|"
    r"\b(retir\w*|annul\w*|reprendre)\b.{0,30}\b(demande|dossier)\b",
    re.IGNORECASE,
)
CORRECT_DATA: Final = re.compile(
    r"\b(correct|change|update|fix)\b.{0,20}\bmy (e-?mail|phone|name|number|address|contact|data|details|info\w*)|"
    r"\b(corrig\w*|chang\w*|modifi\w*|rectifi\w*)\b.{0,20}\b(mon|ma|mes) "
    r"(courriel|t[ée]l[ée]phone|num[ée]ro|nom|adresse|coordonn[ée]es|donn[ée]es|renseignements)",
    re.IGNORECASE,
)
AGAIN: Final = re.compile(
    r"\bre-?send\b|\bsend\b.{0,40}\bagain\b|\brenvoy\w+|"
    r"\benvoy\w*.{0,40}\b(encore|de nouveau|[àa] nouveau|autre fois|deuxi[èe]me fois)\b",
    re.IGNORECASE,
)
NEXT_STEPS: Final = re.compile(
    r"\bnext steps?\b|\bwhat (happens|comes|do (we|i) do) next\b|\bwho does what\b|"
    r"\bprochaines? [ée]tapes?\b|\bla suite\b|\bqui fait quoi\b|\bet apr[èe]s\b",
    re.IGNORECASE,
)
FED_UP: Final = re.compile(
    r"\b(fed up|sick of|useless|waste of time|"
    r"tann[ée]e?s?|[ée]c(oe|œ)ur[ée]\w*|n'importe quoi|perte de temps|ras[- ]le[- ]bol)\b",
    re.IGNORECASE,
)
WHY_ASKED: Final = re.compile(
    r"\bwhy (do|would|are|did) you (need|want|ask\w*)|\bwhat do you need (that|this|it) for|"
    r"\bpourquoi (vous |tu )?(voulez|avez|demandez|as|veux|me demande\w*|il vous faut)|"
    r"\b[àa] quoi (ça|cela) vous sert",
    re.IGNORECASE,
)

ANSWERS: Final = (*CONTACT_FIELDS, "consent", "review", "which_field")  # there, these words change what is being sent


def meant(move: str, talk: Talk, heard: Heard) -> str:
    """The move a message asks for: its intent's, unless its words plainly ask for another."""
    if heard.is_button:
        return move
    if talk.advised and NEXT_STEPS.search(heard.text) and move != "answer_question":
        return "explain_advice"
    if any(rights.search(heard.text) for rights in (SEE_DATA, WITHDRAW, CORRECT_DATA)) and talk.asking not in ANSWERS:
        return "erase_data"
    if talk.ticket_ref and AGAIN.search(heard.text):
        return "offer_handoff"
    if FED_UP.search(heard.text) and move == "admit_robot":
        return "meet_complaint"
    if WHY_ASKED.search(heard.text) and move in ("answer_question", "redirect_visitor", "take_in_facts"):
        return "explain_advice"
    return move
