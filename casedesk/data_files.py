"""Reading the reviewable YAML files under `data/`, strictly and with the place of every mistake."""

import re
from pathlib import Path
from typing import Any

import yaml

from casedesk.domain.errors import DataError

_WHERE_TO_LOOK = (
    " (look at this line and the one above: is it indented like its neighbours, and is a text that"
    " holds a colon in quotes?)"
)
DATA = Path(__file__).resolve().parent.parent / "data"


class _StrictLoader(yaml.SafeLoader):
    """YAML 1.2's view of words: `yes` and `no` are strings, and a key may stand only once."""


# YAML 1.1 reads yes/no/on/off as booleans, 2026-01-01 as a date and 13_15 as 1315; answers are
# words.
_StrictLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag
        not in {f"tag:yaml.org,2002:{kind}" for kind in ("bool", "timestamp", "int", "float")}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _bool(loader: _StrictLoader, node: yaml.ScalarNode) -> bool:
    return loader.construct_scalar(node) == "true"


def _unique_mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key_node, _ in node.value:
        if key_node.value in seen:
            raise yaml.MarkedYAMLError(
                problem=f"the key {key_node.value!r} stands twice", problem_mark=key_node.start_mark
            )
        seen.add(key_node.value)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf")
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"), list("-0123456789")
)
_StrictLoader.add_constructor("tag:yaml.org,2002:bool", _bool)
_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


def _hint(error: yaml.MarkedYAMLError) -> str:
    """Say where to look, in other words than the parser's own."""
    if isinstance(error, yaml.scanner.ScannerError | yaml.parser.ParserError):
        return _WHERE_TO_LOOK
    return ""


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds; callers validate it
    """Return the file's content; raise DataError naming file and line when it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506
    except OSError as error:
        raise DataError([f"{path}: cannot be read ({error.strerror})"]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError([f"{path}:{line}: {error.problem}{_hint(error)}"]) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise DataError([f"{path}: is not UTF-8 YAML"]) from None
