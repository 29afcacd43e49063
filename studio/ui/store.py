"""Small JSON files that the studio keeps for itself. One that cannot be read or written is no error.

What could not be read is moved aside, so that the next session does not write over it.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from exports.files import keep_damaged, write_atomically

log = logging.getLogger(__name__)


def read_json(path: Path) -> Any:
    """What the file holds; None where there is none that can be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError:
        log.info("%s could not be read.", path, exc_info=True)
    except (ValueError, RecursionError):
        log.info("%s is damaged; it is kept as %s.", path, keep_damaged(path), exc_info=True)
    return None


def write_json(path: Path, value: Any) -> None:
    """Replaces the file, its folder made if need be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(value, indent=2).encode())
    except OSError:
        log.info("%s could not be written.", path, exc_info=True)
