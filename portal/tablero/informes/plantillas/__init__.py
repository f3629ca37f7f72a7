"""Templates of the office: checked when they come in (`revision`), filled by replacing names (`excel`, `word`), never interpreted."""
