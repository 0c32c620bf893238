"""The index by which search finds a case: FTS5 beside the table on SQLite, a generated column on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    "CREATE VIRTUAL TABLE cases_textindex USING fts5"
    " (tokens, content='cases_casetext', content_rowid='id', tokenize='unicode61')",
    "CREATE TRIGGER cases_casetext_added AFTER INSERT ON cases_casetext BEGIN"
    " INSERT INTO cases_textindex (rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER cases_casetext_gone AFTER DELETE ON cases_casetext BEGIN"
    " INSERT INTO cases_textindex (cases_textindex, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER cases_casetext_changed AFTER UPDATE OF tokens ON cases_casetext BEGIN"
    " INSERT INTO cases_textindex (cases_textindex, rowid, tokens) VALUES ('delete', old.id, old.tokens);"
    " INSERT INTO cases_textindex (rowid, tokens) VALUES (new.id, new.tokens); END",
)
POSTGRESQL = (
    "ALTER TABLE cases_casetext ADD COLUMN found_by tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, tokens)) STORED",
    "CREATE INDEX cases_casetext_found_by ON cases_casetext USING gin (found_by)",
    "CREATE INDEX cases_casetext_newest ON cases_casetext (county, id DESC)",
)


def build(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_first")]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
