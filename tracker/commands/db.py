"""`db`: the database itself."""

import click

from tracker.commands.common import plainly


@click.group()
def db() -> None:
    """The database itself."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Create the database, or bring its tables and views to this program's version.

    Example: labor-tracker db upgrade
    """
    from db import migrate
    from tracker import settings
    from tracker.publishing import report

    with plainly():
        engine = migrate.connect(settings.DATABASE_URL)
        migrate.upgrade(engine)
        report.load_scales(engine)
    click.echo(f"{migrate.named(engine.url)} is up to date")


@db.command("vacuum")
def db_vacuum() -> None:
    """Give back the room that the database no longer needs. Do it while nothing else runs.

    Example: labor-tracker db vacuum
    """
    from db import migrate
    from tracker import settings

    with plainly():
        engine = migrate.connect(settings.DATABASE_URL, create=False)
        migrate.vacuum(engine)
    click.echo(f"{migrate.named(engine.url)} is vacuumed")
