"""Pictures of bouquets, drawn: a demo shop with empty frames looks like a shop that has closed."""

from .drawing import SIZE, Color
from .scenes import Look, at_the_door, in_the_catalog, on_the_table

__all__ = ["SIZE", "Color", "Look", "at_the_door", "in_the_catalog", "on_the_table"]
