"""Names under and beside thumbnails: broken into lines, and cut only after the last one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption


def broken(text: str, font: QFont, width_px: int, lines: int = 2) -> list[str]:
    """The lines in which a text is written, each no wider than `width_px`.

    Args:
        text: is broken between words, and within one that is too long for a line.
        font: in which it is written.
        width_px: of a line.
        lines: at most so many; what does not fit into the last one is cut there.
    """
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) <= lines and (line := layout.createLine()).isValid():
        line.setLineWidth(width_px)
        starts.append(line.textStart())
    layout.endLayout()
    metrics = QFontMetrics(font)
    starts = starts[:lines]
    parts = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [metrics.elidedText(part, Qt.TextElideMode.ElideRight, width_px) for part in parts]
