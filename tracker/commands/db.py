"""`db`: the database itself."""

import click

from tracker.commands.common import report_errors


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

    with report_errors():
        engine = migrate.open_engine(settings.DATABASE_URL)
        migrate.upgrade(engine)
        report.store_scales(engine)
    click.echo(f"{migrate.display_url(engine.url)} is up to date")


@db.command("vacuum")
def db_vacuum() -> None:
    """Give back the room that the database no longer needs. Do it while nothing else runs.

    Example: labor-tracker db vacuum
    """
    from db import migrate
    from tracker import settings

    with report_errors():
        engine = migrate.open_engine(settings.DATABASE_URL, create=False)
        migrate.vacuum(engine)
    click.echo(f"{migrate.display_url(engine.url)} is vacuumed")
