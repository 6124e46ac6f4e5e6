"""Refuse a PostgreSQL statement before it runs, unless PostgreSQL's own parser finds that it only reads.

A reading transaction is not enough: under a role that may, COPY … TO PROGRAM, functions that read the server's files,
and those that end other sessions, run in one as well.
"""

import re
from collections.abc import Iterator
from typing import Any

from tracker.errors import QueryError

REFUSED = "queries only read: this statement would write to the database or change it"

_WRITES = frozenset({"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "IntoClause", "LockingClause"})
"""What may stand within a SELECT and does more than read."""
_FUNCTIONS = re.compile(
    r"pg_.*|lo_.*|dblink.*|set_config|nextval|setval|currval|.*_to_xml.*|.*_to_xmlschema|txid_.*|inet_server_.*"
)
"""Functions that reach past the tables, or run SQL of their own."""
_HARMLESS = frozenset(
    "pg_typeof pg_size_pretty pg_column_size pg_relation_size pg_table_size pg_total_relation_size pg_indexes_size "
    "pg_database_size pg_get_viewdef pg_get_indexdef pg_get_constraintdef pg_input_is_valid".split()
)
_SECRETS = frozenset(
    "pg_authid pg_shadow pg_user_mapping pg_user_mappings pg_hba_file_rules pg_ident_file_mappings pg_file_settings "
    "pg_largeobject pg_subscription pg_stat_ssl pg_stat_activity pg_settings".split()
)
"""Tables of the server itself."""


def check_select(sql: str) -> None:
    """Raises QueryError for what is not one SELECT, VALUES, TABLE or WITH that reads tables and nothing else."""
    import pglast

    try:
        statements = pglast.parse_sql(sql)
    except (pglast.parser.ParseError, RecursionError, ValueError) as error:
        raise QueryError(f"the query failed: {error.args[0] if error.args else 'it cannot be parsed'}") from error
    # PostgreSQL runs several at once where the driver lets it, and the second is looked at by nobody.
    if len(statements) != 1:
        raise QueryError("one statement at a time")
    tree = statements[0].stmt(skip_none=True)  # type: ignore[misc]  # a node, which called gives a dict
    if tree["@"] != "SelectStmt":
        raise QueryError(REFUSED)
    for node in _iter_nodes(tree):
        kind = node["@"]
        if kind in _WRITES:
            raise QueryError(REFUSED)
        if kind == "FuncCall":
            name = str(node["funcname"][-1]["sval"]).lower()
            if _FUNCTIONS.fullmatch(name) and name not in _HARMLESS:
                raise QueryError(f"queries only read tables: {name} does more")
        if kind == "RangeVar" and str(node["relname"]).lower() in _SECRETS:
            raise QueryError(f"queries only read tables of ours: {node['relname']} is the server's")


def make_role_sql(name: str) -> str:
    """The SQL that makes a role which reads every table and does nothing else; its password is set apart from it."""
    role = '"' + name.replace('"', '""') + '"'
    return "\n".join(
        [
            f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;",
            f"GRANT pg_read_all_data TO {role};",
            f"ALTER ROLE {role} SET default_transaction_read_only = on;",
            f"ALTER ROLE {role} SET statement_timeout = '5min';",
            f"-- then, in psql: \\password {role}",
        ]
    )


def _iter_nodes(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "@" in node:
                yield node
            waiting.extend(node.values())
        elif isinstance(node, list | tuple):
            waiting.extend(node)
