"""median(x) and percentile(x, p) on PostgreSQL; SQLite's are made for each connection, by db.dialects.aggregates."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MAKE = (
    """CREATE OR REPLACE FUNCTION median_of_values(double precision[]) RETURNS double precision
    LANGUAGE sql IMMUTABLE AS $$ SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM unnest($1) AS x $$""",
    """CREATE OR REPLACE AGGREGATE median(double precision)
    (SFUNC = array_append, STYPE = double precision[], INITCOND = '{}', FINALFUNC = median_of_values)""",
    # the pairs of value and percent follow each other in one array: a step in SQL of our own would copy it far slower
    """CREATE OR REPLACE FUNCTION percentile_of_pairs(double precision[]) RETURNS double precision
    LANGUAGE sql IMMUTABLE AS
    $$ SELECT percentile_cont($1[cardinality($1)] / 100) WITHIN GROUP (ORDER BY x)
    FROM (SELECT $1[2 * n - 1] AS x FROM generate_series(1, cardinality($1) / 2) AS n) AS pair $$""",
    """CREATE OR REPLACE AGGREGATE percentile(VARIADIC double precision[])
    (SFUNC = array_cat, STYPE = double precision[], INITCOND = '{}', FINALFUNC = percentile_of_pairs)""",
)
DROP = (
    "DROP AGGREGATE IF EXISTS percentile(VARIADIC double precision[])",
    "DROP AGGREGATE IF EXISTS median(double precision)",
    "DROP FUNCTION IF EXISTS percentile_of_pairs(double precision[])",
    "DROP FUNCTION IF EXISTS median_of_values(double precision[])",
)


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in MAKE:
            op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in DROP:
            op.execute(statement)
