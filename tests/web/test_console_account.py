"""A person's own account: where she gets her e-mail, in which language, and who hears of a mention."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from console_builders import PASSWORD, Console, act, form_token
from starlette.testclient import TestClient

from bot.delivery.email import Mail
from bot.delivery.outbox import Notice, deliver
from bot.delivery.receivers import Receiver, set_receiver
from bot.intake import commands
from bot.intake.account_rules import BadAccount
from bot.intake.store import Row

PAGE = "/console/account"


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def keep(client: TestClient, **form: str) -> Any:
    """Send the form of the account page."""
    usual = {"csrf": form_token(client.get(PAGE).text), "email": "", "language": "", "password": PASSWORD}
    return client.post(PAGE, data={**usual, **form})


def delivered(console: Console) -> list[tuple[str, str, str]]:
    """Send what waits; answers the channel, address and text of each."""
    sent: list[tuple[str, str, str]] = []

    def mail(notice: Notice, receiver: Row) -> None:
        message = Mail("", "tremplin@chamber.example", "https://chamber.example").compose(notice, receiver)
        sent.append(("email", message["To"], f"{message['Subject']}\n{message.get_content()}"))

    def hook(notice: Notice, receiver: Row) -> None:
        sent.append(("webhook", receiver["webhook_url"], str(notice.facts["mentioned"])))

    deliver(console.desk.store, console.clock, {"email": mail, "webhook": hook})
    return sorted(sent)


def a_mention(console: Console, text: str) -> str:
    """A note on a request, once the news of the request itself is gone; answers the reference."""
    reference = console.ticket()
    with console.desk.store.change() as work:
        work.remove("outbox")
    act(console.visitor("rita"), reference, "notes", text=text)
    return reference


def an_organization(console: Console) -> None:
    """One that listens on both channels, in English."""
    asked = Receiver("host_chamber", "desk@chamber.example", "en", "https://hooks.example/x")
    set_receiver(console.desk.store, asked, console.clock())


def test_a_person_sets_her_address_and_language(console: Console) -> None:
    client = console.visitor("odette", "fr")
    assert keep(client, email=" Odette@Chambre.example ", language="fr").headers["location"].endswith("account_kept")
    page = client.get(f"{PAGE}?done=account_kept").text
    assert 'value="odette@chambre.example"' in page and '<option value="fr" selected>' in page
    assert "Vos changements sont enregistrés." in page
    keep(client, email="", language="")
    assert 'value="odette@chambre.example"' not in client.get(PAGE).text


def test_a_mention_goes_to_the_persons_own_address_in_her_language(console: Console) -> None:
    an_organization(console)
    keep(console.visitor("odette"), email="odette@chambre.example", language="fr")
    reference = a_mention(console, "@odette peux-tu rappeler?")
    (channel, to, text), hook = delivered(console)
    assert (channel, to) == ("email", "odette@chambre.example")
    assert f"Une note de la demande {reference}" in text and "adresse à odette" in text
    assert hook == ("webhook", "https://hooks.example/x", "odette")


def test_who_has_no_address_is_called_through_the_organization(console: Console) -> None:
    an_organization(console)
    keep(console.visitor("odette"), email="odette@chambre.example")
    a_mention(console, "@odette et @remi")
    mails = [(to, text) for channel, to, text in delivered(console) if channel == "email"]
    assert [to for to, _ in mails] == ["desk@chamber.example", "odette@chambre.example"]
    assert "calls on remi." in mails[0][1] and "odette" not in mails[0][1]
    assert "calls on odette." in mails[1][1], "no language of her own: the organization's"


def test_a_person_reached_does_not_need_an_organization_that_listens(console: Console) -> None:
    keep(console.visitor("odette"), email="odette@chambre.example", language="en")
    a_mention(console, "@odette and @remi")
    assert [to for _, to, _ in delivered(console)] == ["odette@chambre.example"]


@pytest.mark.parametrize("gone", ["address", "account"])
def test_a_mention_on_its_way_falls_back_on_the_organization(console: Console, gone: str) -> None:
    an_organization(console)
    keep(console.visitor("odette"), email="odette@chambre.example")
    a_mention(console, "@odette")
    if gone == "address":
        console.accounts.change_user("odette", email="")
    else:
        console.accounts.disable_user("odette")
    assert [to for channel, to, _ in delivered(console) if channel == "email"] == ["desk@chamber.example"]


def test_a_mention_nobody_can_receive_is_named_among_the_deliveries(console: Console) -> None:
    keep(console.visitor("odette"), email="odette@chambre.example")
    a_mention(console, "@odette")
    console.accounts.change_user("odette", email="")
    mail = Mail("smtp://127.0.0.1:9", "tremplin@chamber.example", "https://chamber.example")
    assert deliver(console.desk.store, console.clock, {"email": mail}).failed == 1
    assert "There is no e-mail address any more." in console.visitor("odette").get("/console/deliveries").text


def test_another_address_needs_the_password_and_another_language_does_not(console: Console) -> None:
    client = console.visitor("odette", "fr")
    refused = keep(client, email="odette@chambre.example", password="wrong")
    assert refused.status_code == 422 and "Le mot de passe est erroné." in refused.text
    assert 'value="odette@chambre.example"' in refused.text, "what she typed stays"
    assert 'value="odette@chambre.example"' not in client.get(PAGE).text
    assert keep(client, language="fr", password="").status_code == 303


def test_a_change_of_address_is_in_the_audit_and_names_no_address(console: Console) -> None:
    keep(console.visitor("odette"), email="odette@chambre.example")
    page = console.visitor("odette").get("/console/audit").text
    assert "Own e-mail address changed" in page and "chambre.example" not in page


def test_guesses_of_the_password_are_counted_as_at_the_door(console: Console) -> None:
    client = console.visitor("odette")
    for _ in range(5):
        assert keep(client, email="o@x.example", password="wrong").status_code == 422
    refused = keep(client, email="o@x.example")
    assert refused.status_code == 429 and refused.headers["retry-after"] == "900"
    assert "Too many attempts" in refused.text


@pytest.mark.parametrize(
    "address", ["odette", "a@b.example c@d.example", "odette@chambre", "x@y.example\r\nBcc: z@y.example"]
)
def test_an_address_that_is_none_is_sent_back(console: Console, address: str) -> None:
    refused = keep(console.visitor("odette"), email=address)
    assert refused.status_code == 422 and "Give one e-mail address" in refused.text


def test_two_accounts_never_share_an_address(console: Console) -> None:
    keep(console.visitor("odette"), email="desk@chambre.example")
    refused = keep(console.visitor("stella", "fr"), email="DESK@chambre.example")
    assert refused.status_code == 422 and "Un autre compte utilise cette adresse." in refused.text


def test_a_language_of_neither_is_sent_back(console: Console) -> None:
    refused = keep(console.visitor("odette"), language="de")
    assert refused.status_code == 422 and "Choose a language of the list." in refused.text


def test_each_person_sees_her_own_account_only(console: Console) -> None:
    keep(console.visitor("odette"), email="odette@chambre.example")
    assert "odette@chambre.example" not in console.visitor("rita").get(PAGE).text


def test_the_server_s_command_sets_address_and_language(console: Console) -> None:
    commands.add_user(console.accounts, "gaston", PASSWORD, "reviewer", "host_chamber", "gaston@chambre.example", "fr")
    page = console.visitor("gaston").get(PAGE).text
    assert 'value="gaston@chambre.example"' in page and '<option value="fr" selected>' in page
    assert commands.set_user(console.accounts, "gaston", None, "en")["changed"] == ["language"]
    page = console.visitor("gaston").get(PAGE).text
    assert 'value="gaston@chambre.example"' in page and '<option value="en" selected>' in page
    for name, email, problem in (("nobody", "", "unknown_name"), ("rita", "gaston@chambre.example", "email_taken")):
        with pytest.raises(BadAccount, match=problem):
            commands.set_user(console.accounts, name, email, None)
