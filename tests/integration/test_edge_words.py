"""What the public pages say is held to the same gates as everything else the service says."""

import shutil
from pathlib import Path

import yaml

from casedesk.data_files import DATA, read_yaml
from casedesk.language import problems


def test_the_pages_own_words_pass_every_gate_on_language(tmp_path: Path):
    shutil.copytree(DATA / "language", tmp_path / "language")
    for name in ("questions", "advice", "crisis"):
        (tmp_path / name).mkdir()
    (tmp_path / "crisis" / "replies.yml").write_text("{}", encoding="utf-8")
    (tmp_path / "services.yml").write_text("[]", encoding="utf-8")
    words = {
        key: value for key, value in read_yaml(DATA / "edge.yml").items() if key != "reviewed_on"
    }
    (tmp_path / "replies.yml").write_text(yaml.safe_dump(words, width=10_000), encoding="utf-8")

    found = "\n".join(problems(tmp_path))
    assert found == ""
