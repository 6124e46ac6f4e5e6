"""The groups of commands."""

import click


class CommandGroup(click.Group):
    """A group whose help prints the first sentence about each command whole; click cuts it off at the line's end."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, command.get_short_help_str(limit=1000)) for name, command in sorted(self.commands.items())]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
