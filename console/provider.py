"""Signing in at the agency's own identity provider: OpenID Connect, authorization code with PKCE.

The provider stands in for the password alone; the desk still asks for its own authenticator. What
must survive the way there and back (state, nonce, verifier) is derived from one random key in a
cookie, so nothing is stored for people who never return. Nothing is cached: a desk signs in a few
times an hour, and keys that were changed a minute ago must hold.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from casedesk.clock import Clock
from casedesk.domain.errors import FirstdayError
from console.provider_settings import ProviderSettings, is_private

WAIT = 5.0
"""Seconds the provider may take for one answer."""

LEEWAY = 60
"""Seconds its clock may differ from ours."""

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures of an ID token that are believed; never `none`, never a shared secret."""


class ProviderProblem(FirstdayError):  # noqa: N818 - reads as what happened
    """The provider did not answer, or not as it should. Says nothing of what it sent."""


@dataclass(frozen=True)
class Identity:
    """Who the provider says this is: `subject` never changes, `username` is as it calls them."""

    issuer: str
    subject: str
    username: str


class Provider:
    """One OpenID provider, as far as the console needs it."""

    def __init__(self, settings: ProviderSettings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock

    def address(self, key: str, back: str) -> str:
        """Return where the browser is sent; `back` is our address that it comes back to."""
        with self._client(back) as client:
            url, _ = client.create_authorization_url(
                self._known(client)["authorization_endpoint"],
                state=_derived(key, "state"),
                nonce=_derived(key, "nonce"),
                code_verifier=_derived(key, "verifier"),
            )
        return str(url)

    def identity(self, key: str, back: str, sent: Mapping[str, str]) -> Identity:
        """Return who came back with these query parameters, after every check of the token.

        Raises ProviderProblem, also when the answer belongs to another browser's errand.
        """
        if not hmac.compare_digest(_derived(key, "state").encode(), sent.get("state", "").encode()):
            raise ProviderProblem("This answer does not belong to this browser. Start again.")
        if "code" not in sent:
            raise ProviderProblem("The other site did not sign you in. Start again.")
        with self._client(back) as client:
            known = self._known(client)
            try:
                token = client.fetch_token(
                    known["token_endpoint"],
                    code=sent["code"],
                    code_verifier=_derived(key, "verifier"),
                )
            except (AuthlibBaseError, httpx2.HTTPError, ValueError) as error:
                raise ProviderProblem("The other site did not confirm your sign-in.") from error
            keys = _json(client, known["jwks_uri"])
        return self._read(str(token.get("id_token", "")), keys, _derived(key, "nonce"))

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            self.settings.client_id,
            self.settings.client_secret,
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=WAIT,
            follow_redirects=False,
            trust_env=False,
        )

    def _known(self, client: OAuth2Client) -> dict[str, str]:
        """Return the provider's own description, where it is the one we were told of."""
        issuer = self.settings.issuer
        known = _json(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        ends = [
            known.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        ]
        if known.get("issuer") != issuer or not all(
            isinstance(end, str) and is_private(end) for end in ends
        ):
            raise ProviderProblem("The other site does not describe itself as it should.")
        return known

    def _read(self, token: str, keys: dict[str, Any], nonce: str) -> Identity:
        name = self.settings.claim
        wanted: dict[str, Any] = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "nonce": {"essential": True, "value": nonce},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "sub": {"essential": True},
            name: {"essential": True},
        }
        if name == "email":  # An address nobody proved to hold names nobody.
            wanted["email_verified"] = {"essential": True, "value": True}
        now = int(self.clock.now().timestamp())
        try:
            claims = jwt.decode(token, KeySet.import_key_set(_keys(keys)), ALGORITHMS).claims
            jwt.JWTClaimsRegistry(now=now, leeway=LEEWAY, **wanted).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderProblem("The other site's answer could not be trusted.") from error
        if claims.get("azp", self.settings.client_id) != self.settings.client_id:
            raise ProviderProblem("The other site's answer was made for somebody else.")
        return Identity(self.settings.issuer, str(claims["sub"]), str(claims[name]))


def _json(client: OAuth2Client, url: str) -> dict[str, Any]:
    try:
        answer = client.request("GET", url, withhold_token=True)
        answer.raise_for_status()
        content = answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderProblem("The other site does not answer. Try again in a minute.") from error
    if not isinstance(content, dict):
        raise ProviderProblem("The other site does not describe itself as it should.")
    return content


def _keys(content: dict[str, Any]) -> Any:  # noqa: ANN401 - the library's own shape
    """Return the keys that sign; a key for another use must not vouch for anybody."""
    return {"keys": [key for key in content["keys"] if key.get("use", "sig") == "sig"]}


def _derived(key: str, purpose: str) -> str:
    return hmac.new(
        key.encode(), f"firstday provider {purpose}".encode(), hashlib.sha256
    ).hexdigest()
