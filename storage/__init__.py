"""Where it is kept: tables, repositories, the vault for words, and the ledger that writes."""
