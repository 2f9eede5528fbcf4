"""Tables, repositories, the ledger that writes, and the vault that keeps words unreadable."""
