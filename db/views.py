"""The public face of the database: every query of db/queries.py as it stands now, under its own name."""

from sqlalchemy import Connection


def create_all(connection: Connection) -> None:
    pass


def drop_all(connection: Connection) -> None:
    pass
