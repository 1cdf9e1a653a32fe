"""Imports point inward, and no outer part knows another."""

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import (
    PRODUCT,
    Import,
    imports,
    module_name,
    python_files,
    relative,
)

STANDARD = sys.stdlib_module_names | {"__future__"}
OUTER = ("actions", "edge", "console", "bot", "run")

LAYERS = {
    # Each may import itself and those listed; the rest of casedesk is closed to it.
    "casedesk.domain": (),
    "casedesk.clock": (),
    "casedesk.data_files": ("casedesk.domain",),
    "casedesk.rulebook": ("casedesk.domain", "casedesk.data_files"),
    "casedesk.interview": ("casedesk.domain", "casedesk.data_files"),
    "casedesk.guidance": (
        "casedesk.domain",
        "casedesk.data_files",
        "casedesk.interview",
        "casedesk.clock",
    ),
    "casedesk.settings": ("casedesk.domain",),
    "casedesk.store": (
        "casedesk.domain",
        "casedesk.data_files",
        "casedesk.interview",
        "casedesk.clock",
        "casedesk.settings",
    ),
    "casedesk.migrations": ("casedesk.store", "casedesk.domain", "casedesk.settings"),
    "casedesk.services": (
        "casedesk.domain",
        "casedesk.data_files",
        "casedesk.rulebook",
        "casedesk.interview",
        "casedesk.guidance",
        "casedesk.clock",
        "casedesk.settings",
        "casedesk.store",
    ),
}

OWNERS = {
    "rasa": "bot",
    "tensorflow": "bot",
    "transformers": "bot",
    "rasa_sdk": "actions",
    "honcho": "run",
}
"""Libraries that one part alone may import."""

OPEN_TO_THE_ASSISTANT = {
    "casedesk",
    "casedesk.data_files",
    "casedesk.domain",
    "casedesk.domain.errors",
    "casedesk.guidance",
    "casedesk.guidance.crisis",
    "casedesk.guidance.plain_words",
}
"""The crisis words are screened alike in the assistant and in the interview."""

WEB = {"fastapi", "starlette", "uvicorn", "jinja2"}
IMAGES_AND_UPLOADS = {"PIL", "cv2", "imageio", "skimage", "pyvips", "wand", "python_multipart"}


def top(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def every_import(*folders: str) -> list[Import]:
    return [one for path in python_files(*folders) for one in imports(path)]


def told(offences: list[Import]) -> str:
    return "\n".join(f"{one.importer}:{one.line} imports {one.imported}" for one in offences)


def test_there_is_something_to_check():
    assert len(every_import("casedesk")) > 10


def test_the_domain_imports_the_standard_library_alone():
    offences = [
        one
        for one in every_import("casedesk")
        if within(one.importer, "casedesk.domain")
        and top(one.imported) not in STANDARD
        and not within(one.imported, "casedesk.domain")
    ]

    assert not offences, told(offences)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_the_layers_below_it(layer: str):
    allowed = (layer, *LAYERS[layer])

    offences = [
        one
        for one in every_import("casedesk")
        if within(one.importer, layer)
        and within(one.imported, "casedesk")
        and not any(within(one.imported, package) for package in allowed)
    ]

    assert not offences, told(offences)


def test_nothing_inside_knows_the_edges():
    offences = [one for one in every_import("casedesk") if top(one.imported) in OUTER]

    assert not offences, told(offences)


@pytest.mark.parametrize("edge", OUTER)
def test_no_edge_imports_another(edge: str):
    offences = [
        one
        for one in every_import(edge)
        if top(one.imported) in OUTER and top(one.imported) != edge
    ]

    assert not offences, told(offences)


@pytest.mark.parametrize(("library", "owner"), OWNERS.items())
def test_a_library_of_one_part_stays_in_it(library: str, owner: str):
    offences = [
        one
        for one in every_import(*PRODUCT)
        if top(one.imported) == library and top(one.importer) != owner
    ]

    assert not offences, told(offences)


def test_the_system_itself_knows_no_web_framework():
    offences = [one for one in every_import("casedesk", "actions") if top(one.imported) in WEB]

    assert not offences, told(offences)


def reached_from(importer_package: str) -> set[Path]:
    """Return the desk's files that the package imports, directly or through one another."""
    by_name = {module_name(path): path for path in python_files("casedesk")}
    todo = list(python_files(importer_package))
    reached: set[Path] = set()
    while todo:
        for one in imports(todo.pop()):
            parts = one.imported.split(".")
            names = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
            new = {by_name[name] for name in names if name in by_name} - reached
            reached |= new
            todo += new
    return reached


def test_what_the_assistant_uses_of_the_desk_is_little_and_readable_by_its_older_python():
    reached = reached_from("bot")

    for path in reached:
        ast.parse(path.read_text(encoding="utf-8"), relative(path), feature_version=(3, 10))
    assert {module_name(path) for path in reached} <= OPEN_TO_THE_ASSISTANT


def test_the_edge_can_neither_read_images_nor_take_uploads():
    offences = [
        one
        for one in every_import("edge")
        if top(one.imported) in IMAGES_AND_UPLOADS or one.imported.endswith(".UploadFile")
    ]

    assert not offences, told(offences)
