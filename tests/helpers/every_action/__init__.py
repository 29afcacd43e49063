"""What each row of the table of actions does, as a user notices it: one check for every row, done with its key."""

from tests.helpers.every_action import brush, files, layers, rooms, view
from tests.helpers.every_action.scene import CHECKS, Scene

__all__ = ["CHECKS", "Scene", "brush", "files", "layers", "rooms", "view"]
