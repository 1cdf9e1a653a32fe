"""No file holds a secret, a machine's paths, a registry's address or a picture of anyone."""

import re
from pathlib import Path

import pytest
from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings

from tests.architecture.sources import ROOT, relative, tracked

PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".heic", ".mp4", ".mov", ".avif"}
LARGEST_BYTES = 1_000_000
LARGER = {"bot/crisis_adapter.safetensors"}
"""What `make tune` learned; making it takes half an hour, so it is kept."""

REGISTRY = re.compile(
    r"py[p]i\.org|python[h]osted|[r]egistry\.npm|npm[j]s\.(?:org|com)|registry\.yarnpkg"
    r"|--index-url|index-url =|extra-index|find-links",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.$~}-])/(?:root|home/\w+|Users/\w+|work/\w+|tmp/\w+)(?:/|\b)")
MERGE_MARK = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)

# A test's own patterns, and files that are generated with hashes in every line.
OWN = Path(__file__).resolve()
DETECTORS = (
    "PrivateKeyDetector",
    "BasicAuthDetector",
    "JwtTokenDetector",
    "AWSKeyDetector",
    "GitHubTokenDetector",
    "NpmDetector",
    "SlackDetector",
    "TwilioKeyDetector",
    "HexHighEntropyString",
    "Base64HighEntropyString",
)
REVIEWED = {
    (".env.example", "Basic Auth Credentials"): "a database address with the word password",
    ("docs/settings.md", "Basic Auth Credentials"): "the same address",
    ("bot/sentence_vectors.py", "Hex High Entropy String"): "digest of the public weights",
    ("bot/patches.py", "Hex High Entropy String"): "digests of the Rasa methods it replaces",
    ("deploy/systemd/firstday-assistant.service", "Base64 High Entropy String"): "a path",
    ("deploy/systemd/firstday-backup.service", "Base64 High Entropy String"): "a path",
    ("casedesk/services/credentials.py", "Base64 High Entropy String"): "an alphabet",
    ("casedesk/services/report_records.py", "Base64 High Entropy String"): "an alphabet",
}
"""Findings that a person looked at and that are none, with what they are."""

HASHED = ("requirements/", "package-lock.json")


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def offences(pattern: re.Pattern[str], *, but: tuple[str, ...] = ()) -> list[str]:
    found = []
    for path in tracked():
        if path == OWN or relative(path).startswith(but):
            continue
        for number, line in enumerate(text_of(path).splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{relative(path)}:{number}: {line.strip()[:100]}")
    return found


def test_no_file_names_a_registry():
    # `--no-emit-index-url` in a lock file's head is the very option that keeps addresses out.
    found = [one for one in offences(REGISTRY) if "--no-emit-index-url" not in one]

    assert not found, "\n".join(found)


def test_no_file_holds_a_path_of_somebodys_machine():
    assert not offences(MACHINE_PATH), "\n".join(offences(MACHINE_PATH))


def test_no_file_holds_a_merge_left_half_done():
    assert not offences(MERGE_MARK)


def test_there_is_no_photograph_or_film():
    pictures = [relative(path) for path in tracked() if path.suffix.lower() in PICTURES]

    assert not pictures, pictures


def test_no_file_is_large():
    large = {relative(path): path.stat().st_size for path in tracked()}

    assert {name for name, size in large.items() if size > LARGEST_BYTES} <= LARGER


@pytest.mark.parametrize("private", [".env", "var", "models", ".venv", "node_modules"])
def test_what_is_made_on_a_machine_is_not_tracked(private: str):
    inside = [relative(path) for path in tracked() if private in path.relative_to(ROOT).parts]

    assert inside in ([], ["models/.gitkeep"])


def test_no_file_outside_the_tests_holds_a_secret():
    secrets = SecretsCollection(root=str(ROOT))
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        for path in tracked():
            if not relative(path).startswith(("tests/", *HASHED)) and "lock" not in path.name:
                secrets.scan_file(relative(path))

    found = {
        (file, one.type): one.line_number
        for file, one in secrets
        if (file, one.type) not in REVIEWED
    }
    assert not found
