"""Panel: a header 40 px high over a body, and the small texts and lines that panels share."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from reluviz.ui.theme import Theme
from reluviz.ui.widgets.paint import track_colour

HEADER_HEIGHT = 40
PADDING = 16


class Panel(QWidget):
    """A titled part of the window.

    `header` is the row of the title: what is added to it stands at the right and comes and goes with the
    title, while the tools given to `set_tools` stay without it. `body` is the column beneath.
    padding: around the body, in px at scale 1. scrolls: the body gets a thin scroll bar where it does not
    fit. line: a hairline under the header, for bodies that run to the edges.
    """

    def __init__(
        self, theme: Theme, title: str, parent: QWidget | None = None, *, padding: int = PADDING,
        scrolls: bool = False, line: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.theme = theme
        self.setAccessibleName(title)
        self.setAutoFillBackground(True)
        self.setPalette(_filled(self.palette(), theme.panel))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.title_label = QLabel(title)
        self.title_label.setFont(theme.title_font())
        self._header_bar = QWidget(self)
        self.header = self._make_header(self._header_bar)
        self._header_line = Hairline(theme, self)
        self._header_lined = line
        self._titled = True
        self._tools: tuple[QWidget, ...] = ()
        column.addWidget(self._header_bar)
        column.addWidget(self._header_line)
        self._fit_header()
        self.body = self._make_body(column, padding, scrolls)

    def show_title(self, shown: bool) -> None:
        """Show the title, or leave it out where a tab says it; a header without tools then goes too."""
        self._titled = shown
        self._fit_header()

    def set_tools(self, *tools: QWidget) -> None:
        """Put these controls at the right end of the header, in place of those that were there."""
        for tool in self._tools:
            discard(tool)
        self._tools = tools
        for tool in tools:
            self.header.addWidget(tool)
            tool.show()
        self._fit_header()

    @property
    def body_height(self) -> int:
        """The px beneath the header."""
        parts = (self._header_bar, self._header_line)
        return self.height() - sum(part.height() for part in parts if not part.isHidden())

    def _fit_header(self) -> None:
        shown = self._titled or bool(self._tools)
        self.title_label.setVisible(self._titled)
        self._header_bar.setVisible(shown)
        self._header_line.setVisible(shown and self._header_lined)

    def _make_header(self, bar: QWidget) -> QHBoxLayout:
        bar.setFixedHeight(self.theme.px(HEADER_HEIGHT))
        header = QHBoxLayout(bar)
        header.setContentsMargins(self.theme.px(PADDING), 0, self.theme.px(PADDING), 0)
        header.setSpacing(self.theme.px(12))
        header.addWidget(self.title_label)
        header.addStretch(1)
        return header

    def _make_body(self, column: QVBoxLayout, padding: int, scrolls: bool) -> QVBoxLayout:
        inner = QWidget()
        body = QVBoxLayout(inner)
        edge = self.theme.px(padding)
        body.setContentsMargins(edge, 0 if padding == 0 else self.theme.px(4), edge, edge)
        body.setSpacing(0)
        column.addWidget(ScrollArea(inner) if scrolls else inner, 1)
        return body


class Hairline(QFrame):
    """A line of one px in the border colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, vertical: bool = False) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setPalette(_filled(self.palette(), theme.border))
        policy = QSizePolicy.Policy
        if vertical:
            self.setFixedWidth(1)
            self.setSizePolicy(policy.Fixed, policy.Expanding)
        else:
            self.setFixedHeight(1)
            self.setSizePolicy(policy.Expanding, policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(1, 1)


class ScrollArea(QScrollArea):
    """A frameless area with `inner` in it, as wide as the area, scrolling upright only.

    The thin bar lies over the right padding of what it scrolls, so that nothing moves when it appears.
    """

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Asked for a viewport of Qt's making, PySide makes every class of widget to find the right one: 8 ms.
        self._viewport = QWidget()
        self.setViewport(self._viewport)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner.setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._lay_bar_over)

    def reveal(self, widget: QWidget) -> None:
        """Scroll until all of a widget in it is in sight, even one that was added just now."""
        for holder in (self.parentWidget(), self.widget()):
            layout = holder.layout() if holder is not None else None
            if layout is not None:
                layout.activate()
        self.ensureWidgetVisible(widget, 0, 0)

    def _lay_bar_over(self, low: int, high: int) -> None:
        bar = self.verticalScrollBar()
        self.setViewportMargins(0, 0, -bar.sizeHint().width() if high > low else 0, 0)
        self._viewport.lower()


class Still(QWidget):
    """Room for a label whose text changes often: whatever it says, nothing around it is laid out anew."""

    def __init__(self, label: QLabel) -> None:
        super().__init__()
        self._label = label
        label.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._label.resize(self.size())


def text_label(
    theme: Theme, text: str = "", *, size: int = 13, secondary: bool = False, colour: str | None = None,
    weight: QFont.Weight = QFont.Weight.Normal,
) -> QLabel:  # fmt: skip
    """A label of `size` px (scale 1) in the text colour, the secondary one, or `colour`."""
    label = QLabel(text)
    label.setFont(theme.font(size, weight))
    palette = label.palette()
    ink = colour or (theme.secondary if secondary else theme.text)
    palette.setColor(QPalette.ColorRole.WindowText, QColor(ink))
    label.setPalette(palette)
    return label


def caption(theme: Theme, text: str = "") -> QLabel:
    """A small secondary label of 11 px."""
    return text_label(theme, text, size=11, secondary=True)


def value_label(theme: Theme, plot: QWidget) -> QLabel:
    """A hidden label over a plot, for the values under the pointer."""
    label = QLabel(plot)
    label.setFont(theme.caption_font())
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    label.setStyleSheet(
        f"background: {theme.panel}; color: {theme.text}; border: 1px solid {track_colour(theme).name()};"
        f" border-radius: {theme.px(4)}px; padding: {theme.px(2)}px {theme.px(6)}px;"
    )
    label.hide()
    return label


def set_text(label: QLabel, text: str) -> None:
    """Set the text of a label, if it is another."""
    if label.text() != text:
        label.setText(text)


def discard(widget: QWidget) -> None:
    """Take a widget away at once, so that its names are free, and delete it when its own events are over."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


def chain_after(first: QWidget, part: QWidget) -> None:
    """Let Tab go from `first` through all of `part`, which was made later than what follows it."""
    last = first
    for widget in part.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(last, widget)
            last = widget


def out_of_sight(widget: QWidget) -> bool:
    """Whether a widget is hidden in a window that is on screen: behind a tab, or put away.

    What is in no window yet is going to be shown or drawn, so it counts as in sight.
    """
    return widget.window().isVisible() and not widget.isVisible()


def _filled(palette: QPalette, colour: str) -> QPalette:
    palette.setColor(QPalette.ColorRole.Window, QColor(colour))
    return palette
