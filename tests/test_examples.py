"""The examples that people copy, in the documents and in the help texts, are commands that parse."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.test_house import commands
from tracker.cli import main

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "deploy").glob("*"))]


def list_examples() -> Iterator[tuple[str, str]]:
    """Where an example stands, and its words. Inline ones name a command in prose, and are left out."""
    for document in DOCUMENTS:
        words = document.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in re.findall(r"^[ >|]*(?:\w+=\S+ )*(labor-tracker [a-z].*)$", words, re.MULTILINE):
            yield document.name, line
    for path, command in commands():
        _, _, examples = (command.help or "").partition("Example: ")
        for line in re.split(r"\s+(?=labor-tracker )", re.sub(r"\\\n", " ", examples.partition("\n\n")[0])):
            if line.startswith("labor-tracker "):
                yield " ".join(path), " ".join(line.split())


def cut_shell(line: str) -> list[str]:
    """The program's own arguments: up to a comment, a pipe, a redirection or the next command."""
    lexer = shlex.shlex(re.sub(r"\$\(.*?\)", "x", line), posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    words = list(lexer)
    end = next((at for at, word in enumerate(words) if set(word) <= set("|&;<>")), len(words))
    return words[1:end]


EXAMPLES = sorted(set(list_examples()))


def test_there_are_examples_to_try() -> None:
    assert len(EXAMPLES) > 60


@pytest.mark.parametrize(("where", "line"), EXAMPLES, ids=[f"{where}: {line[:60]}" for where, line in EXAMPLES])
def test_an_example_parses(where: str, line: str) -> None:
    parse_example(cut_shell(line))


def parse_example(arguments: list[str]) -> None:
    """Parse as the program would, without running. A file that is not here is no mistake of the example."""
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        name, *arguments = arguments
        assert name in command.commands, f"there is no command {name!r}"
        command = command.commands[name]
    try:
        command.make_context(command.name, arguments, parent=context)
    except FileNotFoundError:
        pass
    except click.BadParameter as error:
        if not re.search("does not exist|No such file", str(error)):
            raise


@pytest.mark.parametrize("line", ["labor-tracker crawls netflix", "labor-tracker report --as-off 2026-01-01"])
def test_an_example_that_is_no_command_is_found(line: str) -> None:
    with pytest.raises((AssertionError, click.UsageError)):
        parse_example(cut_shell(line))


def test_the_help_of_a_group_says_of_each_command_whole_what_it_does() -> None:
    groups = [main, *(command for command in main.commands.values() if isinstance(command, click.Group))]
    for group in groups:
        words = " ".join(group.get_help(click.Context(group)).split())
        for command in group.commands.values():
            sentence = " ".join((command.help or "").split("\n\n")[0].split()).partition(". ")[0].rstrip(".")
            assert f"{sentence}." in words, command.name
