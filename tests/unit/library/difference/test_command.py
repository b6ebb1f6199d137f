from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli.diff import diff


@pytest.fixture
def folders(draft, tmp_path) -> tuple[str, str]:
    """Two folders with a version of the library each."""
    draft.replace('candidateGroups="fsw" camunda:dueDate', 'candidateGroups="spa" camunda:dueDate')
    for name, files in (("live", draft.before), ("draft", draft.after)):
        for path, content in files.items():
            file: Path = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return str(tmp_path / "live"), str(tmp_path / "draft")


def test_the_command_prints_the_sentences(folders):
    before, after = folders

    result = CliRunner().invoke(diff, ["little", "--from", before, "--to", after])

    assert result.exit_code == 0
    assert result.output == (
        '"Visit the family" is now done by Single Point of Access instead of Family Support Worker.\n'
    )


def test_details_list_what_differs(folders):
    before, after = folders

    result = CliRunner().invoke(diff, ["little", "--from", before, "--to", after, "--details"])

    assert "changed Visits (diagram)" in result.output
    assert "who does it: Family Support Worker -> Single Point of Access" in result.output


def test_nothing_is_said_to_differ(folders):
    before, _ = folders

    result = CliRunner().invoke(diff, ["little", "--from", before, "--to", before])

    assert result.output == "Nothing differs.\n"


def test_an_authority_that_is_not_there_is_refused(folders):
    before, after = folders

    result = CliRunner().invoke(diff, ["nowhere", "--from", before, "--to", after])

    assert result.exit_code == 1
    assert "There is no library of nowhere; known: little." in result.output
