"""The sentinel: what browsers report of a form's structure, and what became of its fields."""
