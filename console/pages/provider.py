"""Signing in at the agency's identity provider: there, and back."""

from casedesk.services.provider_sign_in import begin
from casedesk.services.sign_in import Refused
from console import security
from console.asking import Answer, Ask, Away, Go, Page
from console.provider import Provider, ProviderProblem
from console.table import PATH_OF_STAGE

BACK = "/sign-in/provider/back"


def leave(ask: Ask) -> Answer:
    """Send the browser to the provider."""
    provider = _provider(ask)
    if provider is None:
        return Go("/sign-in")
    key = security.new_id()
    try:
        return Away(provider.address(key, _back(ask)), key)
    except ProviderProblem as problem:
        return _problem(problem, 503)


def come_back(ask: Ask) -> Answer:
    """Start the session of whoever the provider vouches for; the authenticator is asked next.

    A page, not a redirect: a browser keeps the strict session cookie from a request that another
    site set off, and sends it again from the first page of our own.
    """
    provider, key = _provider(ask), ask.request.cookies.get(security.away_name(ask.request), "")
    if provider is None or not key:
        return _problem(ProviderProblem("That took too long, or was begun elsewhere. Start again."))
    try:
        identity = provider.identity(key, _back(ask), ask.request.query_params)
        known_as = identity.issuer, identity.subject
        session_id, stage = begin(ask.desk, known_as, identity.username)
    except ProviderProblem as problem:
        return _problem(problem)
    except Refused:
        return _problem(ProviderProblem("There is no account for you at this desk."))
    return Page("provider_back.html", {"next": PATH_OF_STAGE[stage]}, session_id=session_id)


def _problem(problem: ProviderProblem, status: int = 401) -> Answer:
    return Page("provider_problem.html", {"says": str(problem)}, status)


def _provider(ask: Ask) -> Provider | None:
    found: Provider | None = ask.request.app.state.provider
    return found


def _back(ask: Ask) -> str:
    return f"{ask.request.url.scheme}://{ask.request.url.netloc}{BACK}"
