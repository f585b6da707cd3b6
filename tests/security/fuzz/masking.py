"""Personal data masked in a message and in an event: nothing found is left, nothing else is lost."""

from __future__ import annotations

from bot.masking import KINDS, find, mask
from bot.masking_events import HIDDEN, mask_event

SEEDS = (
    "my name is Marie Tremblay, 506-555-0199 or marie at example dot com",
    "c'est Jean-Guy LeBlanc, 12, rue Principale, E4P 2A1, jg@exemple.ca",
    "046 454 286 et 4111 1111 1111 1111; +1 (506) 555 0123 poste 4",
    "[name] Mme Roy, P.O. Box 12, 345 King St W, apt. 5",
)
PARSED = {"entities": [{"entity": "x", "value": "Tremblay"}], "intent": {"name": "inform"}}


def check(text: str) -> None:
    """What is found lies apart; masking twice is once; a private answer never comes through."""
    end = 0
    for span in find(text):
        assert end <= span.start < span.end <= len(text)
        assert span.kind in KINDS
        end = span.end
    masked = mask(text)
    assert mask(masked) == masked
    event = {"event": "user", "text": text, "parse_data": {**PARSED, "text": text}, "input_channel": "rest"}
    kept = mask_event(event)
    assert (kept["event"], kept["text"], kept["input_channel"]) == ("user", masked, "rest")
    hidden = mask_event(event, private=True)
    if text.strip() and not text.startswith("/"):
        assert hidden["text"] == hidden["parse_data"]["text"] == HIDDEN
