"""The `tremplin` command. Exit status 0 only on success; `--json` where a program would read the output."""

from __future__ import annotations

import argparse
import getpass
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.advice.receipt import as_bytes, receipt, replay
from bot.backup import backup, restore
from bot.bootstrap import bootstrap
from bot.delivery.commands import change_receiver
from bot.intake import commands
from bot.intake.account_rules import BadAccount
from bot.intake.inbox import NotFound
from bot.intake.rotation import rotate
from bot.intake.store import Unavailable
from bot.knowledge.check import check, page_answers
from bot.knowledge.read import BadKnowledge
from bot.profile import InvalidProfile, Profile
from bot.running import PortTaken, run, run_one
from bot.settings import ROOT, BadSetting, load_settings
from bot.training import train

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a problem it can name is one line on standard error and status 1."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
        return status
    except subprocess.CalledProcessError:
        return _fail("the model could not be trained: see the lines above and var/train.log")
    except NotFound as problem:
        return _fail(f"not found: {problem}")
    except Unavailable as problem:
        return _fail(f"the database cannot serve: {problem}")
    except (BadAccount, BadKnowledge, BadSetting, InvalidProfile, PortTaken, OSError, ValueError) as problem:
        return _fail(str(problem))


def _fail(line: str) -> int:
    print(f"tremplin: {line}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tremplin", description="A bilingual assistant for first steps with students."
    )
    parts = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(parts, "serve", "start Rasa, the actions and the web application", _serve)
    _add(parts, "web", "start the web application alone", _web)
    _add(parts, "rasa", "start Rasa alone", lambda o: _run_one("rasa"))
    _add(parts, "actions", "start the action server alone", lambda o: _run_one("actions"))
    training = _add(parts, "train", "train the model if none fits the current data", _train)
    training.add_argument("--force", action="store_true", help="train even if the model is current")
    advice = _add(parts, "recommend", "advice for a profile", _recommend)
    advice.add_argument("profile", metavar="PROFILE.json", help="a profile as JSON; - reads standard input")
    receipts = advice.add_mutually_exclusive_group()
    receipts.add_argument("--receipt", action="store_true", help="print the receipt of the advice instead")
    receipts.add_argument("--replay", action="store_true", help="the file is a receipt: does it give the same bytes?")
    _add_evaluate(parts)
    _add_tickets(parts)
    _add_accounts(parts)
    _add(parts, "jobs", "deliver notices, remind and purge, on a timetable", _jobs)
    keys = _group(parts, "keys", "the secrets that keep contact details unreadable at rest")
    _add(keys, "rotate", "seal everything again with the newest of SECRET_KEY=new,old", _rotate_keys)
    organizations = _group(parts, "organizations", "where an organization is told of new requests")
    receiver = _add(organizations, "set", "set the e-mail or webhook of an organization", _set_receiver)
    receiver.add_argument("organization", help="an intermediary's id")
    receiver.add_argument("--email")
    receiver.add_argument("--language", choices=("en", "fr"))
    receiver.add_argument("--webhook", help="an https address; its secret is shown once")
    saving = _add(parts, "backup", "write everything to one file, while the service runs", _backup)
    saving.add_argument("file", metavar="FILE.tar.gz")
    bringing = _add(parts, "restore", "put everything back from a backup; stop the service before", _restore)
    bringing.add_argument("file", metavar="FILE.tar.gz")
    bringing.add_argument("--replace", action="store_true", required=True, help="yes, in place of what is there")
    _add(parts, "purge", "delete what has served its purpose", _purge)
    materials = _add(parts, "sbom", "the bill of materials (CycloneDX): every locked part with its hashes", _sbom)
    materials.add_argument("--output", metavar="FILE.json", help="write it there; default: standard output")
    knowledge = _group(parts, "knowledge", "the knowledge files")
    checking = _add(knowledge, "check", "check schema, dates, languages, ids and sources", _check_knowledge)
    checking.add_argument("--links", action="store_true", help="also try the pages (needs a network)")
    return parser


def _add(parts: Any, name: str, words: str, command: Command) -> argparse.ArgumentParser:
    part: argparse.ArgumentParser = parts.add_parser(name, help=words, description=words)
    part.add_argument("--json", action="store_true", help="print JSON")
    part.set_defaults(command=command)
    return part


def _group(parts: Any, name: str, words: str) -> Any:
    return parts.add_parser(name, help=words, description=words).add_subparsers(required=True, metavar="COMMAND")


def _add_evaluate(parts: Any) -> None:
    part = _add(parts, "evaluate", "score the understanding on labelled messages", _evaluate)
    part.add_argument("files", nargs="*", metavar="FILE.jsonl", help="labelled messages; default: the held-out set")
    part.add_argument("--url", help="ask a running Rasa instead of loading the model")
    part.add_argument("--report", metavar="DIR", help="write tables and pictures there")


def _evaluate(options: argparse.Namespace) -> int:
    from bot.nlu import evaluate

    return evaluate.run(options.files, url=options.url, report=options.report, as_json=options.json)


def _add_tickets(parts: Any) -> None:
    tickets = _group(parts, "tickets", "the requests of owners")
    for name, words, command in (
        ("list", "the newest tickets", lambda o: _show(o, commands.list_tickets(_desk(), tuple(o.status)))),
        ("export", "every ticket with its history", _export),
    ):
        _add(tickets, name, words, command).add_argument("--status", action="append", default=[], help="only these")
    one = _add(tickets, "show", "one ticket", lambda o: _show(o, commands.show_ticket(_desk(), o.reference)))
    one.add_argument("reference", help="like WIL-7F3K2Q")


def _add_accounts(parts: Any) -> None:
    users = _group(parts, "users", "the people who may log in to the console")
    new = _add(users, "add", "make an account; the password is asked, or read from standard input", _add_user)
    new.add_argument("name")
    new.add_argument("--role", choices=("reviewer", "coordinator", "administrator"), default="reviewer")
    new.add_argument("--organization", help="an intermediary's id; none for an administrator")
    own = _add(users, "set", "say where a person gets her e-mail, and in which language", _set_user)
    own.add_argument("name")
    for part in (new, own):
        part.add_argument("--email", help="her own address; empty: none")
        part.add_argument("--language", choices=("en", "fr"))
    off = _add(users, "totp-off", "end a second step whose telephone is lost, and the person's sessions", _totp_off)
    off.add_argument("name")
    gone = _add(users, "disable", "close an account", lambda o: _show(o, commands.disable_user(_accounts(), o.name)))
    gone.add_argument("name")
    tokens = _group(parts, "tokens", "tokens for an organization's own software")
    token = _add(tokens, "add", "make a token; it is shown once", _add_token)
    token.add_argument("name")
    token.add_argument("--organization", required=True, help="an intermediary's id")
    token.add_argument("--scope", choices=("read", "write"), default="read")
    dead = _add(tokens, "revoke", "kill a token", lambda o: _show(o, commands.revoke_token(_accounts(), o.name)))
    dead.add_argument("name")


def _serve(options: argparse.Namespace) -> int:
    bootstrap()  # the database is brought up to date once, before several processes open it
    return run(load_settings())


def _run_one(name: str) -> int:
    run_one(name, load_settings())
    return 0


def _jobs(options: argparse.Namespace) -> int:
    from bot import jobs

    return jobs.main()


def _rotate_keys(options: argparse.Namespace) -> int:
    return _show(options, rotate(bootstrap().store))


def _set_receiver(options: argparse.Namespace) -> int:
    changes = {"email": options.email, "language": options.language, "webhook_url": options.webhook}
    return _show(options, change_receiver(_desk(), options.organization, **changes))


def _web(options: argparse.Namespace) -> int:
    from bot.web.serve import serve_web

    serve_web(load_settings(), bootstrap())
    return 0


def _train(options: argparse.Namespace) -> int:
    trained = train(force=options.force)
    return _show(options, {"trained": trained})


def _recommend(options: argparse.Namespace) -> int:
    text = sys.stdin.read() if options.profile == "-" else Path(options.profile).read_text("utf-8")
    services, data = bootstrap(), json.loads(text)
    if options.replay:
        same = replay(data, services.adviser)
        _show(options, {"same_bytes": same})
        return 0 if same else 1
    profile = Profile.from_mapping(data)
    if options.receipt:
        print(as_bytes(receipt(profile, services.today(), services.adviser)).decode())
        return 0
    answer = services.advise(profile)
    print(json.dumps(answer, ensure_ascii=False, indent=None if options.json else 2))
    return 0


def _add_user(options: argparse.Namespace) -> int:
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    own = (options.email or "", options.language or "")
    named = (options.name, password, options.role, options.organization)
    return _show(options, commands.add_user(_accounts(), *named, *own))


def _set_user(options: argparse.Namespace) -> int:
    return _show(options, commands.set_user(_accounts(), options.name, options.email, options.language))


def _totp_off(options: argparse.Namespace) -> int:
    return _show(options, commands.end_second_step(_accounts(), options.name))


def _add_token(options: argparse.Namespace) -> int:
    return _show(options, commands.add_token(_accounts(), options.name, options.organization, options.scope))


def _export(options: argparse.Namespace) -> int:
    for ticket in commands.export_tickets(_desk(), tuple(options.status)):
        print(json.dumps(ticket, ensure_ascii=False))
    return 0


def _backup(options: argparse.Namespace) -> int:
    return _show(options, backup(load_settings(), Path(options.file)))


def _restore(options: argparse.Namespace) -> int:
    return _show(options, restore(load_settings(), Path(options.file)))


def _purge(options: argparse.Namespace) -> int:
    services = bootstrap()
    return _show(options, {**commands.purge_old(services.desk, _today()), "tracker_rows": services.purge_trackers()})


def _sbom(options: argparse.Namespace) -> int:
    try:
        from bot.sbom import bill
    except ModuleNotFoundError as missing:
        raise ValueError(f"{missing.name} is missing: the bill is made where the whole lock is installed") from None
    text = bill(ROOT)
    if options.output:
        Path(options.output).write_text(text, "utf-8")
    else:
        print(text, end="")
    return 0


def _check_knowledge(options: argparse.Namespace) -> int:
    problems = check(today=_today(), answers=page_answers if options.links else None)
    _show(options, [vars(problem) for problem in problems])
    return 1 if any(problem.kind == "error" for problem in problems) else 0


def _show(options: argparse.Namespace, result: Any) -> int:
    """Print a result: JSON, or a line a row."""
    if options.json:
        print(json.dumps(result, ensure_ascii=False, default=str))
        return 0
    for row in result if isinstance(result, list) else [result]:
        print("  ".join(f"{key}={value}" for key, value in row.items()))
    return 0


def _desk() -> Any:
    return bootstrap().desk


def _accounts() -> Any:
    return bootstrap().accounts


def _today() -> Any:
    return load_settings().today


if __name__ == "__main__":
    sys.exit(main())
