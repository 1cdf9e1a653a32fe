"""What the console is told about the agency's identity provider; all empty means there is none.

`OIDC_ISSUER`         the provider's issuer address, exactly as it names itself
`OIDC_CLIENT_ID`      what this desk is called there
`OIDC_CLIENT_SECRET`  the secret it was given there
`OIDC_CLAIM`          the claim that holds the desk's username; usually preferred_username or email
`OIDC_NAME`           what staff call it, on the button of the sign-in page
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from casedesk.domain.errors import SettingsError

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class ProviderSettings:
    """One provider. The secret stays out of the repr."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "preferred_username"
    name: str = "your organisation"


def provider_settings(environ: Mapping[str, str]) -> ProviderSettings | None:
    """Return the provider, or None when none is set.

    Raises SettingsError listing every problem.
    """
    read = {name: environ.get(name, "").strip() for name in _NAMES}
    if not any(read.values()):
        return None
    problems = [
        f"{name}: is needed for the provider's sign-in" for name in _NEEDED if not read[name]
    ]
    if read["OIDC_ISSUER"] and not is_private(read["OIDC_ISSUER"]):
        problems.append("OIDC_ISSUER: must be an https address (http only on this machine)")
    if problems:
        raise SettingsError(problems)
    return ProviderSettings(
        read["OIDC_ISSUER"],
        read["OIDC_CLIENT_ID"],
        read["OIDC_CLIENT_SECRET"],
        read["OIDC_CLAIM"] or ProviderSettings.claim,
        read["OIDC_NAME"] or ProviderSettings.name,
    )


def is_private(url: str) -> bool:
    """Tell whether nobody on the way can read what is said to this address."""
    parts = urlsplit(url)
    encrypted = parts.scheme == "https" or parts.hostname in _LOOPBACK
    return encrypted and parts.scheme in {"https", "http"} and bool(parts.hostname)


_NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
_NAMES = (*_NEEDED, "OIDC_CLAIM", "OIDC_NAME")
