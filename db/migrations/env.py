"""Run by Alembic for `db.maintenance.migrate.upgrade`, which hands over a connection in a transaction of its own.

The views follow the tables: they leave before a migration and come back, as this program has them, after the last.
So whoever changes a query that a view is made of adds a migration, be it an empty one.
"""

from alembic import context
from sqlalchemy import Connection

from db.maintenance.migrate import VERSION_TABLE
from db.models import Base
from db.queries import views


def run(connection: Connection) -> None:
    views.drop_all(connection)
    context.configure(connection=connection, target_metadata=Base.metadata, version_table=VERSION_TABLE)
    context.run_migrations()
    views.create_all(connection)


run(context.config.attributes["connection"])
