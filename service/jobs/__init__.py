"""RQ: hints that carry ids.  A job may run twice, late or never; the database says what is due."""
