"""Run by Alembic for `db.maintenance.migrate.upgrade`, which hands over a connection in a transaction of its own.

The views follow the tables: they leave before a migration and come back, as this program has them, after the last.
So whoever changes a query that a view is made of adds a migration, be it an empty one. `posting_now` is such an answer
too, and is written anew.
"""

from alembic import context
from sqlalchemy import Connection, inspect
from sqlalchemy.orm import Session

from db.maintenance.migrate import VERSION_TABLE
from db.models import Base
from db.queries import postings_search, views
from db.writes import present


def run(connection: Connection) -> None:
    views.drop_all(connection)
    postings_search.drop_search(connection)
    context.configure(connection=connection, target_metadata=Base.metadata, version_table=VERSION_TABLE)
    context.run_migrations()
    if inspect(connection).has_table("posting_now"):  # a test may stop at an earlier migration
        with Session(connection) as session:
            present.refill(session)
        postings_search.create_search(connection)
    views.create_all(connection)


run(context.config.attributes["connection"])
