"""What `--help` says."""

from collections.abc import Iterator

import typer
from typer.core import TyperGroup

from comity.cli.app import app
from comity.cli.commands import register_all

_LINE = 78  # columns of a terminal of eighty
_BESIDE = 6  # blanks around a command's name


def _cut(group: TyperGroup) -> Iterator[str]:
    room = _LINE - _BESIDE - max(map(len, group.commands))
    for name, command in group.commands.items():
        said = command.get_short_help_str(room)
        if said.endswith("...") or not said:
            yield f"{group.name or 'comity'} {name}: {said}"
        if isinstance(command, TyperGroup):
            yield from _cut(command)


def test_a_list_of_commands_says_of_each_a_whole_sentence() -> None:
    register_all()
    group = typer.main.get_command(app)

    assert isinstance(group, TyperGroup)
    assert len(group.commands) > 20
    assert list(_cut(group)) == []
