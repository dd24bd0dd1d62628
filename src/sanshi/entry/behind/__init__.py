"""The forms and decisions behind the values of a record: parts of the register's pages."""
