"""Keep the rows of a statement encrypted, in pieces, and lay them out again."""

import base64

import pyarrow as pa

from mingjian.core.statements.reader import MESSAGES, PAYMENTS
from mingjian.institutions.statements.models import Statement, StatementRows

PIECE = 20_000  # rows


def keep_rows(statement: Statement, rows: pa.Table) -> None:
    """Write the rows of a statement, encrypted, in the caller's transaction."""
    pieces = [rows.slice(begin, PIECE) for begin in range(0, rows.num_rows, PIECE)]
    StatementRows.objects.bulk_create([StatementRows(statement=statement, nth=nth, content=_written(piece)) for nth, piece in enumerate(pieces)], batch_size=1)


def rows_of(statement: Statement) -> pa.Table:
    """Return the rows of a statement; none once they are erased."""
    tables = [_read(piece.content) for piece in statement.pieces.all()]
    return pa.concat_tables(tables) if tables else (PAYMENTS if statement.sort == Statement.Sort.MONEY else MESSAGES).empty_table()


def _written(rows: pa.Table) -> str:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, rows.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(rows.combine_chunks())
    return base64.b64encode(out.getvalue()).decode()


def _read(content: str) -> pa.Table:
    return pa.ipc.open_stream(base64.b64decode(content)).read_all()
