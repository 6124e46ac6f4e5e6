"""Count a studio's postings from an index alone."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_COUNTED = ["studio", "state", "second_board_duplicate", "has_description", "pay_minimum", "pay_maximum"]


def upgrade() -> None:
    op.create_index("ix_posting_now_counts", "posting_now", _COUNTED)
    op.drop_index(op.f("ix_posting_now_studio_state"), "posting_now")


def downgrade() -> None:
    op.create_index(op.f("ix_posting_now_studio_state"), "posting_now", ["studio", "state"])
    op.drop_index("ix_posting_now_counts", "posting_now")
