"""Full text search over the titles and words of postings as they are now: `select … from postings_search('words')`.

On SQLite an FTS5 table, kept current by triggers; on PostgreSQL a function over an index of the versions. Both take
words, "phrases in quotation marks" and OR, capitals and accents left aside; both give posting_id, title, words and
rank, the lowest of the best. A word that redaction took out of a version is gone from both.
"""

import re
from collections.abc import Iterator

from sqlalchemy import Connection

NAME = "postings_search"
COLUMNS = ("posting_id", "title", "words", "rank")

# FTS5 keeps no text of its own but reads it here. Which version of a posting is in the index stands in a table, as an
# entry can only be taken out with the very words with which it was put in.
_SQLITE_MAKE = """
CREATE TABLE IF NOT EXISTS postings_search_version (posting INTEGER PRIMARY KEY, version INTEGER NOT NULL UNIQUE);
CREATE VIEW postings_search_source AS
SELECT s.posting AS posting, p.posting_id AS posting_id, v.title AS title, v.description_text AS words
FROM postings_search_version AS s JOIN posting AS p ON p.id = s.posting JOIN version AS v ON v.id = s.version;
CREATE VIRTUAL TABLE IF NOT EXISTS postings_search USING fts5(
posting_id UNINDEXED, title, words, content='postings_search_source', content_rowid='posting',
tokenize='unicode61 remove_diacritics 2');
""".strip()
_TAKE_OUT = (
    "INSERT INTO postings_search (postings_search, rowid, posting_id, title, words)"
    " SELECT 'delete', posting, posting_id, title, words FROM postings_search_source WHERE {0}"
)
_PUT_IN = (
    "INSERT INTO postings_search (rowid, posting_id, title, words)"
    " SELECT posting, posting_id, title, words FROM postings_search_source WHERE {0}"
)
_OTHER_VERSION = (
    "NOT EXISTS (SELECT 1 FROM postings_search_version AS s WHERE s.posting = new.posting AND s.version = new.version)"
)
# posting_now's rows are written anew whenever something about a posting changes, mostly not its words
_FOLLOW = f"""
CREATE TRIGGER postings_search_{{0}} AFTER {{1}} ON posting_now WHEN {_OTHER_VERSION} BEGIN
{_TAKE_OUT.format("posting = new.posting")};
REPLACE INTO postings_search_version (posting, version) VALUES (new.posting, new.version);
{_PUT_IN.format("posting = new.posting")};
END
""".strip()
_TRIGGERS = {
    "postings_search_inserted": _FOLLOW.format("inserted", "INSERT"),
    "postings_search_updated": _FOLLOW.format("updated", "UPDATE OF version"),
    # a mask is laid over words: see db.writes.redaction
    "postings_search_masked": f"""
CREATE TRIGGER postings_search_masked BEFORE UPDATE OF title, description_text ON version
WHEN EXISTS (SELECT 1 FROM postings_search_version AS s WHERE s.version = old.id) BEGIN
{_TAKE_OUT.format("posting = old.posting")};
END""".strip(),
    "postings_search_masked_after": f"""
CREATE TRIGGER postings_search_masked_after AFTER UPDATE OF title, description_text ON version
WHEN EXISTS (SELECT 1 FROM postings_search_version AS s WHERE s.version = new.id) BEGIN
{_PUT_IN.format("posting = new.posting")};
END""".strip(),
}
_BEHIND = (
    "SELECT n.posting FROM posting_now AS n LEFT JOIN postings_search_version AS s ON s.posting = n.posting"
    " WHERE s.version IS NULL OR s.version <> n.version"
)
_BEYOND = (
    "SELECT count(*) FROM postings_search_version AS s"
    " WHERE NOT EXISTS (SELECT 1 FROM posting_now AS n WHERE n.posting = s.posting)"
)

# normalize() parts a letter from its accents, which are then left out, as FTS5 does; and signs become blanks, since
# PostgreSQL would else take words that a hyphen or a slash joins for one. A tsvector has room for a megabyte.
_PLAIN = r"regexp_replace(normalize({0}, NFKD), '[\u0300-\u036f]', '', 'g')"
_POSTGRESQL = (
    # plpgsql is never inlined, so that its cost counts: a planner that thinks it cheap reads every posting
    rf"""CREATE OR REPLACE FUNCTION postings_search_vector(title text, words text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 5000 AS $$ BEGIN RETURN to_tsvector('simple'::regconfig,
    regexp_replace({_PLAIN.format("left(title || ' ' || words, 150000)")},
    '[\x01-/:-@\[-`{{-\x7f\u00a0-\u00bf\u2000-\u206f]+', ' ', 'g')); END $$""",
    """CREATE INDEX IF NOT EXISTS ix_postings_search ON version
    USING gin (postings_search_vector(title, description_text))""",
    rf"""CREATE OR REPLACE FUNCTION postings_search(search text)
    RETURNS TABLE (posting_id text, title text, words text, rank double precision) LANGUAGE sql STABLE AS $$
    SELECT p.posting_id::text, v.title, v.description_text,
    -CAST(ts_rank(postings_search_vector(v.title, v.description_text), q) AS double precision)
    FROM websearch_to_tsquery('simple'::regconfig,
    regexp_replace({_PLAIN.format("search")}, '(\w)[-/.&_]+(?=\w)', '\1 ', 'g')) AS q, version AS v
    JOIN posting_now AS n ON n.version = v.id JOIN posting AS p ON p.id = n.posting
    WHERE postings_search_vector(v.title, v.description_text) @@ q $$""",
)


def create_search(connection: Connection) -> None:
    """Make the search and index what is not in it, which of a new index is everything."""
    if connection.dialect.name == "postgresql":
        for statement in _POSTGRESQL:
            connection.exec_driver_sql(statement)
        return
    for statement in (*_SQLITE_MAKE.split(";\n"), *_TRIGGERS.values()):
        connection.exec_driver_sql(statement)
    _index_changed(connection)


def drop_search(connection: Connection) -> None:
    """Drop what names tables that a migration may rebuild; the index itself stays."""
    if connection.dialect.name == "sqlite":
        for name in _TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql("DROP VIEW IF EXISTS postings_search_source")


def rebuild_search(connection: Connection) -> None:
    """Index everything anew: no page of the index keeps a word that was taken out."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("REINDEX INDEX ix_postings_search")
        return
    connection.exec_driver_sql("DELETE FROM postings_search_version")
    connection.exec_driver_sql("INSERT INTO postings_search_version SELECT posting, version FROM posting_now")
    connection.exec_driver_sql("INSERT INTO postings_search (postings_search) VALUES ('rebuild')")


def quote_words(typed: str) -> str:
    """Make of what a person typed a search without syntax of its own but "phrases" and OR."""
    words = (word.replace('"', "") for word in re.findall(r'"[^"]*"|\S+', typed))
    # a word of signs alone would be an empty phrase, which FTS5 finds nowhere
    kept = [word for word in words if any(letter.isalnum() for letter in word)]
    inner = [word == "OR" and 0 < at < len(kept) - 1 and kept[at - 1] != "OR" for at, word in enumerate(kept)]
    return " ".join(word if is_or else f'"{word}"' for word, is_or in zip(kept, inner, strict=True)) or '""'


def find_search_differences(connection: Connection) -> Iterator[str]:
    """Say where the index does not follow from the postings; PostgreSQL keeps its own true."""
    if connection.dialect.name == "postgresql":
        return
    behind = connection.exec_driver_sql(f"SELECT count(*) FROM ({_BEHIND})").scalar_one()
    beyond = connection.exec_driver_sql(_BEYOND).scalar_one()
    if behind or beyond:
        yield f"postings_search has other words than {behind + beyond} postings have now: --mend makes it anew"


def _index_changed(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TEMP TABLE postings_search_behind (posting INTEGER PRIMARY KEY)")
    connection.exec_driver_sql(f"INSERT INTO postings_search_behind {_BEHIND}")
    among = "posting IN (SELECT posting FROM postings_search_behind)"
    connection.exec_driver_sql(_TAKE_OUT.format(among))
    connection.exec_driver_sql(
        f"REPLACE INTO postings_search_version SELECT posting, version FROM posting_now WHERE {among}"
    )
    connection.exec_driver_sql(_PUT_IN.format(among))
    connection.exec_driver_sql("DROP TABLE postings_search_behind")
