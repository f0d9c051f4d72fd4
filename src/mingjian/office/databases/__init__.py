"""Django's two database backends, which note what a transaction writes to the rows that an audit holds (`office.record.written`)."""
