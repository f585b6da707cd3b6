"""Where the student would work."""

from __future__ import annotations

from collections.abc import Iterator

from bot.nlu.folding import sentence_around
from bot.nlu.lexicon import hears, opens, said

FRAGMENT = 4  # words; so short a message is about the student without saying so
HYBRID_FRAGMENT = 5


def mode(shape: str, *, asked: bool) -> str | None:
    """The work mode a folded message names; when `asked`, its words are about the student anyway."""
    if _is_hybrid(shape, asked):
        return "hybrid"
    if hears(shape, "work_mode.either_or"):
        return None
    remote, on_site = _says("work_mode.remote", shape, asked), _says("work_mode.on_site", shape, asked)
    if remote and on_site:
        return None if hears(shape, "work_mode.either") else "hybrid"
    if remote or on_site or asked:
        return _one_of(remote, on_site)
    return _fragment(shape) or ("remote" if hears(shape, "work_mode.far") and _is_all_remote(shape) else None)


def mode_answer(shape: str) -> str | None:
    """A folded answer to "where would the student work?"; None when it does not say."""
    if hears(shape, "work_mode.unsettled"):
        return None
    found = mode(shape, asked=True) or _in_a_word(shape)
    visits = hears(shape, "work_mode.visits") and not hears(shape, "work_mode.no_visits")
    return "hybrid" if found == "remote" and visits else found


def _in_a_word(shape: str) -> str | None:
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
    far = hears(shape, "work_mode.far")
    if far and any(asked or _is_stated(*found) for found in _heard("work_mode.split", shape)):
        return True
    return any(_is_mixed(*found, shape, asked) for found in _heard("work_mode.hybrid", shape))


def _is_stated(before: str, phrase: str, after: str) -> bool:
    """Whether a week shared out between here and there is not asked about, nor the staff's."""
    return not _is_asked(before, phrase, after) and not hears(before[-30:], "work_mode.not_the_student")


def _is_mixed(before: str, phrase: str, after: str, shape: str, asked: bool) -> bool:
    if not asked and (_is_asked(before, phrase, after) or opens(phrase, "work_mode.mix")):
        return False
    if not phrase.startswith(("hybri", "hibri")):
        return True
    if hears(before, "work_mode.motor") or opens(after, "work_mode.motor_after"):
        return False
    brief = len(shape.split()) <= HYBRID_FRAGMENT or not before.strip()
    return asked or brief or _is_of_student(before, phrase, after)


def _heard(name: str, shape: str) -> Iterator[tuple[str, str, str]]:
    """Each place where `name` occurs: what its sentence says before, the words themselves, and what comes after."""
    for match in said(name).finditer(shape):
        begin, stop = sentence_around(shape, match.start(), match.end())
        yield shape[begin : match.start()], match[0], shape[match.end() : stop + 1]


def _is_asked(before: str, phrase: str, after: str) -> bool:
    if (phrase + after).endswith("?") or opens(before + phrase, "work_mode.asks"):
        return True
    return hears(before + phrase + after, "work_mode.asks_within")


def _is_all_remote(shape: str) -> bool:
    """Whether the whole firm works apart, which leaves the student no other way."""
    return any(
        not _is_asked(*heard) and not hears(f"{heard[1]}{heard[2][:20]}", "work_mode.remote_spot")
        for heard in _heard("work_mode.whole_firm", shape)
    )


def _fragment(shape: str) -> str | None:
    """Work mode said in a word or two: "remote", "at the shop"."""
    if _is_asked("", shape.rstrip(), ""):
        return None
    if hears(shape, "work_mode.fragment_on_site") or opens(shape, "work_mode.only_here"):
        return "on_site"
    if hears(shape, "work_mode.not_the_student", "work_mode.trade"):
        return None
    if len(shape.split()) > FRAGMENT:
        return "remote" if hears(shape, "work_mode.aside") else None
    if hears(shape, "work_mode.no_word"):
        return None
    return _one_of(hears(shape, "work_mode.sure_remote"), hears(shape, "work_mode.sure_on_site"))


def _says(name: str, shape: str, asked: bool) -> bool:
    for before, phrase, after in _heard(name, shape):
        refused = hears(before, "work_mode.negated") or opens(after, "work_mode.no_after")
        around = f"{before[-12:]}{phrase}{after[:14]}"
        if refused or hears(around, "work_mode.place", "work_mode.remote_spot"):
            continue
        if asked or (not _is_asked(before, phrase, after) and _is_of_student(before, phrase, after)):
            return True
    return False


def _is_of_student(before: str, phrase: str, after: str) -> bool:
    """Whether a statement about place is about the student: she is named, or a wish is."""
    others = ["work_mode.not_the_student"]
    if not hears(phrase, "work_mode.sure_away"):
        others.append("work_mode.trade")
    spoken = before[-60:] + phrase
    if max(_last(spoken, name) for name in others) > _last(spoken, "work_mode.student_named"):
        return False
    if hears(after[:25].partition(",")[0], *others) or hears(before + after, "work_mode.rules"):
        return False
    if hears(f"{before} # {phrase} # {after}", "work_mode.about_student", "work_mode.wish"):
        return True
    return opens(before + phrase, "work_mode.subjectless")


def _last(text: str, name: str) -> int:
    """Where `name` was last heard in `text`; -1 when it was not."""
    return max((match.start() for match in said(name).finditer(text)), default=-1)
