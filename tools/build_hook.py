"""What a wheel of Parvis holds beyond its Python files. An editable install takes these from the repository instead."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelContents(BuildHookInterface[Any]):
    """Adds the schema and the example pages to the package, and refuses a wheel without its widget."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "service" / "parvis" / "static" / "manifest.json").is_file():
            self.app.abort("The widget is not built, and a wheel without it would not work: run `make wheel`.")
        build_data["force_include"] |= {
            str(root / "schema.sql"): "parvis/schema.sql",
            str(root / "examples"): "parvis/examples",
        }
