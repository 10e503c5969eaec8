"""Published figures of invented places, one TOML file each; records fitted to them, and the report that sets the two side by side."""
