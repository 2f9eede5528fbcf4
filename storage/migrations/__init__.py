"""The revisions of the tables; `storage.migrating` runs them."""
