"""An OpenID provider in a process of its own: Canaille, with one client and two people.

`python tests/identity_provider.py PORT BACK` serves it; tests use `running_provider`.
"""

import logging
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PASSWORD = "as chosen at the provider"
CLIENT_SECRET = "held by this desk and its provider"


@contextmanager
def running_provider(back: str) -> Iterator[str]:
    """Serve a provider that sends people back to `back`; give its issuer address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    issuer = f"http://localhost:{port}"
    command = [sys.executable, Path(__file__), str(port), back]
    process = subprocess.Popen(  # noqa: S603 - this very file
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _wait_for(f"{issuer}/.well-known/openid-configuration", process)
        yield issuer
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _wait_for(url: str, process: subprocess.Popen) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(process.stderr.read().decode()[-2000:])
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(url)


def serve(port: int, back: str) -> None:
    """Serve until ended."""
    from canaille import create_app  # noqa: PLC0415 - only the process itself needs it
    from joserfc.jwk import RSAKey  # noqa: PLC0415

    key = RSAKey.generate_key(2048, auto_kid=True)
    app = create_app(
        {
            "SECRET_KEY": "tests only",
            "SERVER_NAME": f"localhost:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory"},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
        }
    )
    with app.app_context():
        _fill(back)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app.run(port=port, threaded=True)


def _fill(back: str) -> None:
    from canaille.app import models  # noqa: PLC0415
    from canaille.backends import Backend  # noqa: PLC0415

    for name in ("maya", "stranger"):
        person = models.User(
            user_name=name,
            formatted_name=name.title(),
            display_name=name,
            family_name=name.title(),
            emails=[f"{name}@agency.test"],
            password=PASSWORD,
        )
        Backend.instance.save(person)
    desk = models.Client(
        client_id="desk",
        client_secret=CLIENT_SECRET,
        client_name="The desk",
        client_uri="http://127.0.0.1",
        redirect_uris=[back],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile", "email"],
        token_endpoint_auth_method="client_secret_basic",
        id_token_signed_response_alg="RS256",
    )
    Backend.instance.save(desk)
    desk.audience = [desk]  # The memory backend can name only what it holds.
    Backend.instance.save(desk)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
