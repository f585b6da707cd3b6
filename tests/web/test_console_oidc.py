"""Signing in with an organization's accounts, against a provider that really listens on this machine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from console_builders import PASSWORD, Console, form_token, log_in
from oidc_kit import CLIENT_ID, CLIENT_SECRET, FakeProvider, another_key, the_client_s_secret
from starlette.testclient import TestClient
from widget_kit import free_port, running

from bot.intake.own_account import begin, confirm, own
from bot.settings import BadSetting, Settings, is_secure, load_settings

START, BACK = "/console/oidc/start", "/console/oidc/back"
PUBLIC = "http://testserver"


@pytest.fixture(scope="module")
def listening() -> Iterator[FakeProvider]:
    """One provider for all tests of this file."""
    port = free_port()
    provider = FakeProvider(f"http://127.0.0.1:{port}", {})
    with running(provider.app, port):
        yield provider


@pytest.fixture
def provider(listening: FakeProvider) -> FakeProvider:
    """The provider as it should be: it signs in odette."""
    listening.claims = {"email": "Odette@Chambre.example", "email_verified": True}
    listening.described, listening.lasts, listening.signed_by, listening.algorithm = {}, 300, None, "RS256"
    listening.codes.clear()
    listening.asked.clear()
    return listening


@pytest.fixture
def console(tmp_path: Path, provider: FakeProvider) -> Console:
    return a_console(tmp_path, provider)


def a_console(folder: Path, provider: FakeProvider, **settings: Any) -> Console:
    """A console whose people may come by way of the provider; odette's address is known."""
    named = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
    console = Console(folder, public_url=PUBLIC, **{**named, **settings})
    console.accounts.change_user("odette", email="odette@chambre.example")
    return console


def go_there(client: TestClient, **query: str) -> str:
    """Follow the button to the provider; answers where it sends the browser back to."""
    sent = client.get(START, params=query)
    assert sent.status_code == 302, sent.text
    back = httpx.get(sent.headers["location"], trust_env=False).headers["location"]
    assert back.startswith(f"{PUBLIC}{BACK}?")
    return back.removeprefix(PUBLIC)


def sign_in(client: TestClient, **query: str) -> Any:
    """There and back; answers what the console says."""
    return client.get(go_there(client, **query))


def is_in(client: TestClient) -> bool:
    """Whether a browser has a session."""
    return client.get("/console/tickets").status_code == 200


def refused(console: Console, status: int, words: str) -> None:
    """Sign in; the console must say no, politely, and let nobody in."""
    client = console.visitor()
    answer = sign_in(client)
    assert answer.status_code == status and words in answer.text
    assert not is_in(client)
    with console.desk.store.look() as work:
        assert work.count("sessions") == 0


def test_a_person_whose_address_is_verified_is_in(console: Console) -> None:
    client = console.visitor()
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/tickets")
    assert "Signed in as odette (coordinator)" in client.get("/console/tickets").text
    assert "Signed in with the organization" in client.get("/console/audit").text


def test_her_session_is_like_any_other(console: Console) -> None:
    client = console.visitor()
    cookie = next(
        each for each in sign_in(client).headers.get_list("set-cookie") if "tremplin_session=" in each
    ).lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/console;" in cookie
    assert set(client.cookies) == {"tremplin_session"}, "nothing of the way there stays"
    client.post("/console/logout", data={"csrf": form_token(client.get("/console/tickets").text)})
    assert not is_in(client)
    again = console.visitor()
    sign_in(again)
    console.wait(hours=13)
    assert not is_in(again)


def test_the_way_there_carries_state_nonce_and_challenge_each_time_anew(console: Console) -> None:
    asked = [parse_qs(urlsplit(console.visitor().get(START).headers["location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name][0]) >= 20 and asked[0][name] != asked[1][name], name
    assert asked[0]["code_challenge_method"] == ["S256"] and asked[0]["redirect_uri"] == [f"{PUBLIC}{BACK}"]


def test_the_page_she_asked_for_survives_the_way_and_no_other_site_does(console: Console) -> None:
    reference = console.ticket()
    wanted = f"/console/tickets/{reference}"
    login = console.visitor().get(f"/console/login?next={wanted}").text
    assert f'href="{START}?next={wanted}"' in login
    assert sign_in(console.visitor(), next=wanted).headers["location"] == wanted
    assert sign_in(console.visitor(), next="https://evil.example/").headers["location"] == "/console/tickets"


def test_another_name_than_the_token_s_is_never_believed(console: Console, provider: FakeProvider) -> None:
    client = console.visitor()
    back = go_there(client)
    client.get(f"{back}&email=ada@chambre.example&name=ada")
    assert "Signed in as odette" in client.get("/console/tickets").text


@pytest.mark.parametrize(
    ("wrong", "claim"),
    [
        ({"nonce": "of another sign-in"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "another client"}, "aud"),
        ({"aud": ["another client", CLIENT_ID]}, "azp"),
        ({"aud": "another client", "azp": CLIENT_ID}, "aud"),
        ({"azp": "another client"}, "azp"),
        ({"aud": None}, "aud"),
        ({"exp": None}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"iat": None}, "iat"),
        ({"sub": None}, "sub"),
        ({"at_hash": "of another token"}, "at_hash"),
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    console: Console, provider: FakeProvider, wrong: dict[str, Any], claim: str, caplog: pytest.LogCaptureFixture
) -> None:
    provider.claims = {**provider.claims, **wrong}
    refused(console, 400, "did not work")
    assert f"'{claim}'" in caplog.text


def test_a_token_that_has_expired_lets_nobody_in(
    console: Console, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.lasts = -300
    refused(console, 400, "did not work")
    assert "expired" in caplog.text


@pytest.mark.parametrize(
    ("key", "algorithm", "why"),
    [
        (another_key, "RS256", "bad_signature"),
        (the_client_s_secret, "HS256", "'HS256' is not allowed"),
        (None, "none", "'none' is not allowed"),
    ],
)
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    console: Console, provider: FakeProvider, key: Any, algorithm: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    provider.signed_by, provider.algorithm = key and key(), algorithm
    refused(console, 400, "did not work")
    assert why in caplog.text


def test_a_provider_may_change_its_keys(console: Console, provider: FakeProvider) -> None:
    assert sign_in(console.visitor()).status_code == 303
    provider.new_key()
    assert sign_in(console.visitor()).status_code == 303


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_opens_nothing(
    console: Console, provider: FakeProvider, verified: object
) -> None:
    provider.claims = {**provider.claims, "email_verified": verified}
    refused(console, 403, "has not been verified")


@pytest.mark.parametrize("email", [None, "", 7, ["odette@chambre.example"]])
def test_a_token_without_an_address_opens_nothing(console: Console, provider: FakeProvider, email: object) -> None:
    provider.claims = {**provider.claims, "email": email}
    client = console.visitor()
    assert sign_in(client).status_code == 403 and not is_in(client)


def test_an_unknown_address_is_told_so_and_makes_no_account(console: Console, provider: FakeProvider) -> None:
    provider.claims = {"email": "<b>zoe@chambre.example", "email_verified": True}
    refused(console, 403, "No account here has the address &lt;b&gt;zoe@chambre.example")
    with console.desk.store.look() as work:
        assert work.count("users") == 5
    page = console.visitor("ada").get("/console/audit").text
    assert "Sign-in refused" in page and "zoe@" not in page
    assert "Sign-in refused" not in console.visitor("odette").get("/console/audit").text


def test_a_disabled_account_is_unknown(console: Console) -> None:
    console.accounts.disable_user("odette")
    refused(console, 403, "No account here")


def test_the_page_that_refuses_still_takes_a_password(console: Console, provider: FakeProvider) -> None:
    provider.claims = {"email": "zoe@chambre.example", "email_verified": True}
    client = console.visitor(language="fr")
    page = sign_in(client)
    assert "Aucun compte ici" in page.text
    form = {"csrf": form_token(page.text), "name": "odette", "password": PASSWORD}
    assert client.post("/console/login", data=form).status_code == 303


def test_the_state_of_another_browser_does_not_serve(console: Console) -> None:
    victim, attacker = console.visitor(), console.visitor()
    victim.get(START)
    answer = victim.get(go_there(attacker))
    assert answer.status_code == 400 and not is_in(victim)
    assert console.visitor().get(go_there(attacker)).status_code == 400, "nor does it without a cookie"


def test_coming_back_twice_lets_in_once(console: Console) -> None:
    client = console.visitor()
    back = go_there(client)
    kept = client.cookies["tremplin_sign_in"]
    assert client.get(back).status_code == 303
    thief = console.visitor()
    thief.cookies.set("tremplin_sign_in", kept, path="/console")
    assert thief.get(back).status_code == 400, "the provider takes a code once"


def test_the_way_lasts_ten_minutes(console: Console) -> None:
    client = console.visitor()
    back = go_there(client)
    console.wait(minutes=11)
    answer = client.get(back)
    assert answer.status_code == 400 and "Too much time went by" in answer.text and not is_in(client)


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=x", "?error=access_denied&state=x", "?code=x&state=y&iss=evil"]
)
def test_a_return_that_makes_no_sense_is_refused(console: Console, query: str) -> None:
    client = console.visitor()
    client.get(START)
    answer = client.get(f"{BACK}{query}")
    assert answer.status_code == 400 and not is_in(client)
    assert 'href="/console/login?lang=fr"' in answer.text, "the other language does not repeat it"


def test_an_answer_in_the_name_of_another_provider_is_refused(console: Console) -> None:
    client = console.visitor()
    assert client.get(f"{go_there(client)}&iss=https://evil.example").status_code == 400 and not is_in(client)


def test_guesses_at_the_way_back_are_counted(console: Console, provider: FakeProvider) -> None:
    for _ in range(5):
        client = console.visitor()
        client.get(START)
        state = parse_qs(urlsplit(go_there(client)).query)["state"][0]
        assert client.get(f"{BACK}?code=guessed&state={state}").status_code == 400
    waits = sign_in(console.visitor())
    assert waits.status_code == 429 and waits.headers["retry-after"] == "900"
    assert provider.asked.count("token") == 5
    console.wait(minutes=16)
    assert sign_in(console.visitor()).status_code == 303


def test_who_has_a_second_step_is_asked_for_it_here_too(console: Console) -> None:
    user = console.accounts.user_of(console.visitor("odette").cookies["tremplin_session"])
    begin(console.accounts, user, PASSWORD, "::1")
    app = pyotp.TOTP(own(console.accounts, user).secret)
    confirm(console.accounts, user, app.at(console.clock.now))
    console.wait(seconds=30)
    client = console.visitor()
    sent = sign_in(client)
    assert sent.headers["location"].startswith("/console/login/code") and not is_in(client)
    form = {"csrf": form_token(client.get(sent.headers["location"]).text), "code": app.at(console.clock.now)}
    assert client.post("/console/login/code", data=form).status_code == 303 and is_in(client)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": None},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
        {"jwks_uri": "http://user@127.0.0.1/keys"},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_oddly_is_not_used(
    console: Console, provider: FakeProvider, described: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    provider.described = described
    with caplog.at_level(logging.WARNING):
        answer = console.visitor().get(START)
    assert answer.status_code == 502 and "did not work" in answer.text
    assert "sign-in with the identity provider failed" in caplog.text
    provider.described = {}
    assert sign_in(console.visitor()).status_code == 303, "it is asked again once it is mended"


def test_a_provider_that_is_away_is_said_in_words(tmp_path: Path, provider: FakeProvider) -> None:
    console = a_console(tmp_path, provider, oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_name="Chambre ID")
    answer = console.visitor(language="fr").get(START)
    assert answer.status_code == 502 and "La connexion avec Chambre ID" in answer.text


def test_a_provider_on_this_machine_described_from_afar_is_not_reached() -> None:
    from bot.web.oidc import _is_safe

    assert not _is_safe("http://127.0.0.1:9200/", "https://id.example")
    assert _is_safe("https://keys.example/jwks", "https://id.example")


def test_the_secret_may_go_in_the_form(tmp_path: Path, provider: FakeProvider) -> None:
    provider.described = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert sign_in(a_console(tmp_path, provider).visitor()).status_code == 303


def test_the_button_has_the_name_people_know(tmp_path: Path, provider: FakeProvider, console: Console) -> None:
    assert "Sign in with your organization" in console.visitor().get("/console/login").text
    (tmp_path / "named").mkdir()
    named = a_console(tmp_path / "named", provider, oidc_name="Chambre ID")
    assert "Se connecter avec Chambre ID" in named.visitor(language="fr").get("/console/login").text


def test_without_a_provider_there_is_no_button_and_no_way(tmp_path: Path) -> None:
    console = Console(tmp_path)
    client = console.visitor()
    assert "oidc" not in client.get("/console/login").text
    assert client.get(START).status_code == client.get(BACK).status_code == 404
    assert log_in(client, "odette").status_code == 303


@pytest.mark.parametrize(
    "issuer",
    ["http://id.example", "http://10.0.0.8", "ftp://id.example", "id.example", "https://", "http://127.0.0.1@id.example",
     "https://user:word@id.example", "http://localhost.evil.example", "http://[::1"],
)  # fmt: skip
def test_a_provider_is_https_or_on_this_machine(issuer: str) -> None:
    with pytest.raises(BadSetting, match="OIDC_ISSUER"):
        load_settings({"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "x"})


@pytest.mark.parametrize(
    "issuer", ["https://id.example/realms/x", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:80"]
)
def test_a_provider_that_may_be(issuer: str) -> None:
    assert is_secure(issuer)
    assert load_settings({"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "x"}).oidc_issuer == issuer


def test_the_secret_may_be_in_a_file_and_the_client_must_be_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n", "utf-8")
    named = {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}
    assert load_settings({**named, "OIDC_CLIENT_ID": "x"}).oidc_client_secret == "from a file"
    with pytest.raises(BadSetting, match="OIDC_CLIENT_ID"):
        load_settings(named)
    assert Settings().oidc_issuer == ""
