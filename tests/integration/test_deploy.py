"""What is deployed is what was built: settings accepted, secrets only where they belong."""

# ruff: noqa: S603 - runs the tools that read these files, with arguments made here.

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fakes import an_environment, the_settings

from casedesk.settings import OPENS_REPORTS, SECRETS_OF, Role, load_settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OURS = {
    "actions": "actions", "actions-2": "actions", "assistant": "assistant",
    "assistant-2": "assistant", "edge": "edge", "console": "console", "worker": "worker",
    "metrics": "worker", "migrate": "operator",
}  # fmt: skip
"""Our services, with the role each has."""

NEEDED = {
    "POSTGRES_PASSWORD": "x", "KEYS": "/keys", "KEYS_PUBLIC": "/keys-public",
    "CHECKPOINTS": "/checkpoints", "CERTIFICATES": "/certificates",
    "TRACKER_DATABASE": "postgresql+psycopg2://firstday@postgres/tracker",
    "EDGE_DATABASE_URL": "postgresql+psycopg://firstday@postgres/edge",
    "DATABASE_URL": "postgresql+psycopg://firstday@postgres/casedesk",
}  # fmt: skip


def tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}; apt-get install {package}")
    return found


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the compose file as Docker's own reader understands it, with every setting filled."""
    folder = tmp_path_factory.mktemp("deploy")
    values = {**an_environment(folder), "TRACKER_KEY": "t", **NEEDED}
    (folder / "env").write_text("".join(f"{key}={value}\n" for key, value in values.items()))
    program = tool("docker-compose", "docker-compose")
    done = subprocess.run(
        [program, "-f", DEPLOY / "compose.yml", "--env-file", folder / "env", "config"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    composed: dict[str, Any] = yaml.safe_load(done.stdout)["services"]
    return composed


@pytest.mark.parametrize("name", OURS)
def test_each_container_runs_with_nothing_it_does_not_need(composed: dict[str, Any], name: str):
    service = composed[name]

    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


LISTENING = set(OURS) - {"worker", "migrate"}


@pytest.mark.parametrize("name", sorted(LISTENING | {"postgres", "redis"}))
def test_each_container_that_listens_says_whether_it_is_well(composed: dict[str, Any], name: str):
    assert composed[name]["healthcheck"]["test"][0] == "CMD"


def test_both_images_end_as_a_user_without_rights():
    stages = (DEPLOY / "Dockerfile").read_text().split("\nFROM ")
    final = [one for one in stages if re.match(r"\S+ AS (desk|assistant)\n", one)]

    assert len(final) == 2
    assert all(re.search(r"^USER \d+$", one, re.MULTILINE) for one in final)


IMPORTED = {
    "desk": (".venv", "edge.app, console.app, actions.server, casedesk.__main__, casedesk.worker"),
    "assistant": (".venv-assistant", "bot.crisis, bot.channel, bot.tracker_store, bot.patches"),
}
"""What each image starts, and the environment here that stands for its own."""


@pytest.mark.parametrize("image", IMPORTED)
def test_each_image_holds_everything_its_processes_import(image: str, tmp_path: Path):
    environment, modules = IMPORTED[image]
    stages = (DEPLOY / "Dockerfile").read_text().split("\nFROM ")
    stage = next(one for one in stages if f" AS {image}\n" in one)
    for line in re.findall(r"^COPY (?!--)(.+)$", stage, re.MULTILINE):
        *sources, into = line.split()
        for name in sources:
            place, source = tmp_path / into, ROOT / name
            if source.is_dir():
                shutil.copytree(source, place)
            else:
                shutil.copy(source, place)

    done = subprocess.run(
        [ROOT / environment / "bin" / "python", "-c", f"import {modules}"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "FIRSTDAY_HOME": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("name", OURS)
def test_each_container_is_given_the_secrets_of_its_role_and_no_other(
    composed: dict[str, Any], name: str
):
    secrets = {one for names in SECRETS_OF.values() for one in names}

    given = secrets & composed[name]["environment"].keys()

    assert given == SECRETS_OF[OURS[name]]


@pytest.mark.parametrize("name", [name for name, role in OURS.items() if role != "assistant"])
def test_each_process_accepts_the_settings_of_its_container(
    composed: dict[str, Any], name: str, tmp_path: Path
):
    the_settings(tmp_path)
    role: Role = OURS[name]  # type: ignore[assignment]

    load_settings(composed[name]["environment"], role=role, root=tmp_path)


def test_only_the_console_is_given_the_key_that_opens_reports(composed: dict[str, Any]):
    able = {
        name
        for name in OURS
        if any(one.startswith("/keys:") for one in composed[name].get("volumes", []))
    }

    assert able == {"console"}
    assert "console" in OPENS_REPORTS


@pytest.mark.parametrize("name", ["assistant", "assistant-2", "actions", "actions-2", "metrics"])
def test_what_handles_a_childs_words_has_no_way_out(composed: dict[str, Any], name: str):
    networks = yaml.safe_load((DEPLOY / "compose.yml").read_text())["networks"]

    assert set(composed[name]["networks"]) == {"inside"}
    assert networks["inside"]["internal"]


def test_nothing_but_the_proxy_can_be_reached_from_outside(composed: dict[str, Any]):
    assert [name for name, one in composed.items() if one.get("ports")] == ["proxy"]


def test_the_proxys_file_is_one_nginx_accepts(tmp_path: Path):
    nginx = tool("nginx", "nginx-light")
    text = (DEPLOY / "nginx.conf").read_text()
    for name in ("chat", "desk"):
        certificate(tmp_path, name)
    text = re.sub(r"server (edge|console):", "server 127.0.0.1:", text)
    text = text.replace("/certificates", str(tmp_path)).replace("/run/nginx.pid", f"{tmp_path}/pid")
    (tmp_path / "nginx.conf").write_text(text)

    done = subprocess.run(
        [nginx, "-t", "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode == 0, done.stderr


def certificate(folder: Path, name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name}.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


UNITS = sorted(one.name for one in (DEPLOY / "systemd").glob("firstday*"))


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_understands_each_unit(unit: str, tmp_path: Path):
    program = tool("systemd-analyze", "systemd")
    for one in UNITS:
        text = (DEPLOY / "systemd" / one).read_text()
        (tmp_path / one).write_text(
            re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        )

    done = subprocess.run(
        [program, "verify", tmp_path / unit],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert unit not in done.stderr


def test_the_backup_script_backs_up_rehearses_and_keeps_thirty(desk, tmp_path: Path):
    calls = tmp_path / "calls"
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\necho "$3 $4" >> {calls}\n[ "$3" = backup ] && mkdir -p "$4"\nexit 0\n'
    )
    python.chmod(0o755)
    kept = tmp_path / "backups"
    for number in range(35):
        (kept / f"2026-01-{number:02d}").mkdir(parents=True)

    subprocess.run(
        [DEPLOY / "systemd" / "backup", kept],
        env={"FIRSTDAY_PYTHON": str(python), "PATH": "/usr/bin:/bin"},
        check=True,
        timeout=30,
    )

    acts = [line.split()[0] for line in calls.read_text().splitlines()]
    assert acts == ["backup", "restore"]
    assert len(list(kept.iterdir())) == 30
    assert not (kept / "2026-01-00").exists()
