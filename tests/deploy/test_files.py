"""The deployment files: what each tool says of its own, and that nothing runs as root, unpinned or with a secret."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from dotenv import dotenv_values

from bot.observability.moves import Moves
from bot.settings import ROOT
from bot.web.metrics import Metrics

DEPLOY = ROOT / "deploy"
SETTINGS = set(dotenv_values(ROOT / ".env.example"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
PINNED = re.compile(r"^[\w./-]+:\d+\.\d+[\w.-]*$")


def tool(name: str, package: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed: {package}")
    return found


def passes(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["", ".compose"])
def test_nginx_takes_the_configuration(kind: str, tmp_path: Path) -> None:
    """As it is but for places; the containers' names, which only their network knows, become this machine."""
    nginx = tool("nginx", "apt-get install nginx-light")
    (tmp_path / "nginx.conf").write_text(_here((DEPLOY / "nginx/nginx.conf").read_text("utf-8"), tmp_path))
    for name, source in (("upstreams", f"upstreams{kind}"), ("front", f"front{kind}"), ("hop", "hop")):
        text = (DEPLOY / f"nginx/{source}.conf").read_text("utf-8")
        text = re.sub(r"server (web|rasa|actions)-\d:(\d+) resolve", r"server 127.0.0.1:\2", text)
        (tmp_path / f"{name}.conf").write_text(_here(text, tmp_path))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "1"]
        + ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    passes(nginx, "-t", "-c", tmp_path / "nginx.conf")


def test_nginx_keeps_what_visitors_write_out_of_files() -> None:
    for name in ("nginx", "hop"):
        text = (DEPLOY / f"nginx/{name}.conf").read_text("utf-8")
        sizes = re.findall(r"client_(?:max_body|body_buffer)_size (\w+);", text)
        assert len(sizes) == 2 and sizes[0] == sizes[1], name
    main = (DEPLOY / "nginx/nginx.conf").read_text("utf-8")
    assert "proxy_max_temp_file_size 0;" in main
    logged = main.partition("log_format")[2].partition(";")[0]
    assert not re.search(r"\$(request|request_uri|args|query_string|remote_addr)\b", logged)


def _here(text: str, folder: Path) -> str:
    text = text.replace("/etc/nginx/tremplin", str(folder)).replace("/etc/tremplin/tls", str(folder))
    return text.replace("/tmp/nginx", f"{folder}/nginx").replace("/dev/stdout json", f"{folder}/access json")


def test_the_compose_file_is_one(tmp_path: Path) -> None:
    compose = tool("docker-compose", "apt-get install docker-compose")
    text = (DEPLOY / "compose.yaml").read_text("utf-8").replace("name: tremplin\n", "", 1)  # newer than Debian's
    (tmp_path / "compose.yaml").write_text(text)
    (tmp_path / "secrets").mkdir()
    for secret in COMPOSE["secrets"].values():
        (tmp_path / secret["file"]).touch()
    environment = {**os.environ, "PUBLIC_URL": "https://assistant.example"}
    done = subprocess.run(
        [compose, "-f", tmp_path / "compose.yaml", "config", "-q"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_is_pinned_hardened_limited_and_not_root(name: str) -> None:
    service = SERVICES[name]
    assert PINNED.match(service["image"])
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0
    assert service["mem_limit"] and service["restart"] == "unless-stopped"
    assert name == "jobs" or service["healthcheck"]["test"]


def test_only_the_proxy_is_published_and_databases_have_no_way_out() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis", "rasa-1", "actions-1"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_every_secret_is_a_file_and_every_setting_exists() -> None:
    for name, service in SERVICES.items():
        given = service.get("environment", {})
        if name != "postgres":
            assert {key.removesuffix("_FILE") for key in given} <= SETTINGS, name
        assert not [key for key in given if re.search(r"KEY$|TOKEN$|PASSWORD$", key)], name
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"]), name
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_image_runs_as_its_own_user_from_pinned_parts() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert all(PINNED.match(image) for image in re.findall(r"^FROM (\S+)", text, re.M))
    assert re.search(r"^USER 10001$", text, re.M) and "--require-hashes" in text
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert {".env", "var", ".git"} <= set(ignored)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_unit_and_finds_it_confined(unit: Path, tmp_path: Path) -> None:
    analyze = tool("systemd-analyze", "apt-get install systemd")
    text = unit.read_text("utf-8").replace("/opt/tremplin/.venv/bin/tremplin", shutil.which("true") or "/bin/true")
    here = tmp_path / unit.name.replace("@", "@8001")
    here.write_text(text)
    passes(analyze, "verify", "--man=no", here)
    passes(analyze, "security", "--offline=true", "--threshold=30", here)
    assert re.search(r"^User=tremplin$", text, re.M) and "LoadCredential=secret_key" in text


def test_the_target_starts_the_processes_that_nginx_looks_for() -> None:
    wanted = (DEPLOY / "systemd/tremplin.target").read_text("utf-8")
    for kind, ports in re.findall(
        r"upstream (\w+) \{(.*?)\}", (DEPLOY / "nginx/upstreams.conf").read_text("utf-8"), re.S
    ):
        for port in re.findall(r"127\.0\.0\.1:(\d+)", ports):
            assert f"tremplin-{kind}@{port}.service" in wanted


# -- Kubernetes

CHART = DEPLOY / "helm/tremplin"
RASA_VALUES = yaml.safe_load((DEPLOY / "helm/rasa-values.yaml").read_text("utf-8"))


def rendered(*options: str) -> list[dict[str, Any]]:
    """The chart's objects, as its own tool makes them."""
    helm = tool("helm", "no package of Debian has it")
    command = [helm, "template", "tremplin", CHART, "--set", "publicUrl=https://assistant.example", *options]
    made = subprocess.run(command, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return [each for each in yaml.safe_load_all(made.stdout) if each]


def test_the_chart_s_values_keep_to_its_schema_and_the_image_s_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    values = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
    schema = json.loads((CHART / "values.schema.json").read_text("utf-8"))
    jsonschema.validate(values, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**values, "image": {**values["image"], "tag": "latest"}}, schema)
    assert RASA_VALUES["image"] == {"repository": values["image"]["repository"], "tag": chart["appVersion"]}
    assert SERVICES["web-1"]["image"] == f"{values['image']['repository']}:{chart['appVersion']}"


def test_rasa_s_chart_gets_settings_that_exist_and_may_nothing() -> None:
    assert {each["name"].removesuffix("_FILE") for each in RASA_VALUES["extraEnv"]} <= SETTINGS
    assert RASA_VALUES["securityContext"]["readOnlyRootFilesystem"] is True
    assert RASA_VALUES["podSecurityContext"]["runAsNonRoot"] is True
    assert {mount["mountPath"] for mount in RASA_VALUES["volumeMounts"]} == {
        "/run/secrets/tremplin",
        "/app/var",
        "/tmp",
    }


def test_helm_makes_confined_pods_with_settings_that_exist() -> None:
    objects = rendered("--set", "settings.RATE_PER_MINUTE=60")
    pods = {
        each["metadata"]["name"]: each["spec"]["template"]["spec"] for each in objects if each["kind"] == "Deployment"
    }
    assert set(pods) == {"tremplin-web", "tremplin-actions", "tremplin-jobs"}
    for name, pod in pods.items():
        container = pod["containers"][0]
        given = {each["name"]: each["value"] for each in container["env"]}
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["resources"]["limits"]["memory"]
        assert {key.removesuffix("_FILE") for key in given} <= SETTINGS
        assert (given["RATE_PER_MINUTE"], given["RASA_URL"]) == ("60", "http://tremplin-rasa:5005")
        assert "livenessProbe" in container or name == "tremplin-jobs"
    kinds = sorted(each["kind"] for each in objects if each["kind"] != "Deployment")
    budgets = ["PodDisruptionBudget"] * 2
    assert kinds == ["Ingress", "NetworkPolicy", *budgets, "Service", "Service"]


def test_helm_asks_for_what_it_cannot_guess() -> None:
    helm = tool("helm", "no package of Debian has it")
    done = subprocess.run([helm, "template", "tremplin", CHART], capture_output=True, text=True)
    assert done.returncode and "publicUrl" in done.stderr
    passes(helm, "lint", CHART, "--set", "publicUrl=https://assistant.example")


# -- figures


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "observability/alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def figures() -> set[str]:
    """The names that the processes give, as `/metrics` writes them."""
    names = {"tremplin_notices", "tremplin_notices_late_seconds", "tremplin_requests", "tremplin_requests_late"}
    names |= {"up", "tremplin_knowledge", "tremplin_database_readable"}
    parts = {"counter": ("total",), "histogram": ("bucket", "sum", "count")}
    for registry in (Moves().registry, Metrics().registry):
        for family in registry.collect():
            names |= {f"{family.name}_{part}" for part in parts[family.type]}
    return names


def asked(text: str) -> set[str]:
    return set(re.findall(r"\btremplin_\w+|\bup\b(?=\{)", text))


def test_prometheus_takes_its_configuration_and_the_alerts(tmp_path: Path) -> None:
    promtool = tool("promtool", "apt-get install prometheus")
    passes(promtool, "check", "rules", DEPLOY / "observability/alerts.yml")
    text = (DEPLOY / "observability/prometheus.yml").read_text("utf-8")
    (tmp_path / "token").touch()
    (tmp_path / "prometheus.yml").write_text(
        text.replace("/etc/tremplin/metrics_token", str(tmp_path / "token")).replace(
            "/etc/prometheus/tremplin-alerts.yml", str(DEPLOY / "observability/alerts.yml")
        )
    )
    passes(promtool, "check", "config", tmp_path / "prometheus.yml")


def test_alerts_and_panels_ask_for_figures_that_exist() -> None:
    dashboard = json.loads((DEPLOY / "observability/grafana.json").read_text("utf-8"))
    questions = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    questions += [rule["expr"] for rule in rules()]
    assert asked(" ".join(questions)) - figures() == set()
    assert all(asked(question) for question in questions)


def test_each_alert_says_how_grave_it_is_and_where_its_runbook_is_in_both_languages() -> None:
    for page in ("operations.md", "operations.fr.md"):
        runbook = (
            (ROOT / "docs" / page)
            .read_text("utf-8")
            .partition("\n## Keys" if page == "operations.md" else "\n## Clés")[2]
        )
        headings = re.findall(r"^### (\w+)", runbook, re.M)
        assert [rule["alert"] for rule in rules()] == headings, page
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["runbook"] == f"docs/operations.md#{rule['alert'].lower()}"
        assert rule["annotations"]["summary"] and rule["annotations"]["summary_fr"]


def test_no_two_panels_lie_on_each_other() -> None:
    dashboard = json.loads((DEPLOY / "observability/grafana.json").read_text("utf-8"))
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in dashboard["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells)) and max(x for x, _ in cells) < 24
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids))
