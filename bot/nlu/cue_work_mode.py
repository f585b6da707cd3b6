"""Where the student would work."""

from __future__ import annotations

from bot.nlu.folding import sentence_around
from bot.nlu.lexicon import hears, opens, said

FRAGMENT = 4  # words; so short a message is about the student without saying so
HYBRID_FRAGMENT = 5


def mode(shape: str, *, asked: bool) -> str | None:
    """The work mode a folded message names; when `asked`, its words are about the student anyway."""
    if not asked and (shape.rstrip().endswith("?") or opens(shape, "work_mode.asks")):
        return None
    if _is_hybrid(shape, asked):
        return "hybrid"
    if hears(shape, "work_mode.either_or"):
        return None
    remote, on_site = _says("work_mode.remote", shape, asked), _says("work_mode.on_site", shape, asked)
    if remote and on_site:
        return None if hears(shape, "work_mode.either") else "hybrid"
    if remote or on_site or asked:
        return _one_of(remote, on_site)
    return _fragment(shape)


def mode_answer(shape: str) -> str | None:
    """A folded answer to "where would the student work?"; None when it does not say."""
    if hears(shape, "work_mode.unsettled"):
        return None
    found = mode(shape, asked=True)
    if found:
        return found
    remote, on_site = _says("work_mode.brief_remote", shape, True), _says("work_mode.brief_on_site", shape, True)
    if remote and on_site:
        return "hybrid"
    return _one_of(remote, on_site) or ("hybrid" if hears(shape, "work_mode.both") else None)


def _one_of(remote: bool, on_site: bool) -> str | None:
    if remote:
        return "remote"
    return "on_site" if on_site else None


def _is_hybrid(shape: str, asked: bool) -> bool:
    if _says("work_mode.some_days", shape, asked):
        return True
    match = said("work_mode.hybrid").search(shape)
    if not match or (not asked and opens(match[0], "work_mode.mix")):
        return False
    begin, stop = sentence_around(shape, match.start(), match.end())
    before, after = shape[begin : match.start()], shape[match.end() : stop]
    if not match[0].startswith(("hybri", "hibri")):
        return True
    if hears(before, "work_mode.motor") or opens(after, "work_mode.motor_after"):
        return False
    return asked or len(shape.split()) <= HYBRID_FRAGMENT or _is_of_student(before, match[0], after)


def _fragment(shape: str) -> str | None:
    """Work mode said in a word or two: "remote", "at the shop"."""
    if hears(shape, "work_mode.fragment_on_site"):
        return "on_site"
    if hears(shape, "work_mode.not_the_student"):
        return None
    if len(shape.split()) > FRAGMENT:
        return "remote" if hears(shape, "work_mode.aside") else None
    if hears(shape, "work_mode.no_word"):
        return None
    return _one_of(hears(shape, "work_mode.sure_remote"), hears(shape, "work_mode.sure_on_site"))


def _says(name: str, shape: str, asked: bool) -> bool:
    for match in said(name).finditer(shape):
        begin, stop = sentence_around(shape, match.start(), match.end())
        before, after = shape[begin : match.start()], shape[match.end() : stop]
        around = shape[max(begin, match.start() - 12) : match.end() + 14]
        refused = hears(before, "work_mode.negated") or opens(after, "work_mode.no_after")
        if refused or hears(around, "work_mode.place"):
            continue
        if asked or _is_of_student(before, match[0], after):
            return True
    return False


def _is_of_student(before: str, phrase: str, after: str) -> bool:
    """Whether a statement about place is about the student: she is named, or a wish is."""
    if hears(before[-60:] + phrase, "work_mode.not_the_student") or hears(after[:25], "work_mode.not_the_student"):
        return False
    if hears(before + after, "work_mode.rules"):
        return False
    return hears(f"{before} # {phrase} # {after}", "work_mode.about_student", "work_mode.wish")
