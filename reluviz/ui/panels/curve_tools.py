"""What stands over a curve: the target, the pencil, the number of pieces, and constructions of one click."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from reluviz.learn.data import DRAWN
from reluviz.learn.targets import TARGETS
from reluviz.session.session import home
from reluviz.ui.curve_edits import CONSTRUCTIONS, PIECES, Construction, interpolant, with_neurons
from reluviz.ui.icons import icon
from reluviz.ui.widgets.buttons import IconButton, TextButton
from reluviz.ui.widgets.panel import PADDING
from reluviz.ui.widgets.select import Select

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from reluviz.session.session import Session
    from reluviz.ui.curve_pencil import Mode
    from reluviz.ui.store import Store
    from reluviz.ui.theme import Theme

_HEIGHT = 40
_RIGHT = 12
_EDGES = PADDING + _RIGHT
_BUTTON, _ICON, _GAP = 28, 16, 4
_PENCILS: dict[Mode, tuple[str, str, str]] = {
    "draw": ("Draw it", "pencil", "Draw the target with the mouse"),
    "points": ("Click points", "points", "Click points that the target joins"),
}


class _Wording(NamedTuple):
    """Which controls show words, and the width of the target in px at scale 1."""

    pencils: bool
    others: bool
    target: int


_WORDINGS = (
    _Wording(pencils=True, others=True, target=150),
    _Wording(pencils=False, others=True, target=150),
    _Wording(pencils=False, others=True, target=92),
    _Wording(pencils=False, others=False, target=80),
)


class CurveTools(QWidget):
    """One row of controls. `taken` tells which pencil was taken up, "" for none."""

    taken = Signal(str)
    pieces_chosen = Signal(int)

    def __init__(self, theme: Theme, store: Store, fit: QAction) -> None:
        super().__init__()
        self._theme, self._store = theme, store
        self._pieces = PIECES[0]
        self.setFixedHeight(theme.px(_HEIGHT))
        self.target = self._make_target()
        self.pencils = {mode: self._make_pencil(mode) for mode in _PENCILS}
        self.pieces = self._make_pieces()
        self.construct = self._make_construct()
        self._fit = IconButton(theme, "fit", fit.toolTip(), size=_ICON)
        self._fit.clicked.connect(fit.trigger)
        self._arrange()

    def _arrange(self) -> None:
        px = self._theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(PADDING), 0, px(_RIGHT), 0)
        row.setSpacing(px(_GAP))
        row.addWidget(self.target)
        for button in self.pencils.values():
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.pieces)
        row.addWidget(self.construct)
        row.addWidget(self._fit)

    def _make_target(self) -> Select:
        options = [(name, target.label) for name, target in TARGETS.items()]
        select = Select(self._theme, [*options, (DRAWN, "Drawn by hand")])
        select.setObjectName("curveTarget")
        select.setAccessibleName("Target")
        select.setToolTip("The target that the network is to follow")
        select.chosen.connect(self._follow)
        return select

    def _make_pencil(self, mode: Mode) -> TextButton:
        text, picture, tip = _PENCILS[mode]
        button = TextButton(self._theme, text, picture, height=_BUTTON, icon_size=_ICON)
        button.setObjectName({"draw": "drawTarget", "points": "clickPoints"}[mode])
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.clicked.connect(partial(self._toggle, mode))
        return button

    def _make_pieces(self) -> Select:
        select = Select(self._theme, [(str(n), f"{n} pieces") for n in PIECES])
        select.setObjectName("pieces")
        select.setAccessibleName("Pieces")
        select.setToolTip("How many pieces the broken line through points of the target has")
        select.chosen.connect(self._choose_pieces)
        return select

    def _make_construct(self) -> TextButton:
        self._construct_icon = icon("construct", self._theme, _ICON)
        button = TextButton(self._theme, "Construct", height=_BUTTON, icon_size=_ICON)
        button.setObjectName("construct")
        button.setAccessibleName("Construct")
        button.setToolTip("Networks made by hand")
        menu = QMenu(button)
        for construction in CONSTRUCTIONS.values():
            menu.addAction(construction.label, partial(self._construct, construction))
        menu.addSeparator()
        self.whole = menu.addAction("", self._build)
        button.setMenu(menu)
        return button

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_state(self, target: str, pieces: int) -> None:
        """Show the name of the target and the number of pieces."""
        self.target.set_key(target)
        self.pieces.set_key(str(pieces))
        if pieces != self._pieces:
            self._pieces = pieces
        self.whole.setText(f"Broken line with {pieces} ReLUs")

    def put_down(self) -> None:
        """Show that no pencil is in hand."""
        for button in self.pencils.values():
            button.setChecked(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where the row is too narrow for them."""
        super().resizeEvent(event)
        room = self.width() - self._theme.px(_EDGES)
        wording = next((w for w in _WORDINGS if self._say(w) <= room), _WORDINGS[-1])
        self._say(wording)

    def _say(self, wording: _Wording) -> int:
        """Show so many words; the px that all controls then need."""
        px = self._theme.px
        self.target.setFixedWidth(px(wording.target))
        for mode, button in self.pencils.items():
            button.setText(_PENCILS[mode][0] if wording.pencils else "")
        for place, n in enumerate(PIECES):
            self.pieces.setItemText(place, f"{n} pieces" if wording.others else str(n))
        self.pieces.setFixedWidth(self.pieces.sizeHint().width())
        self.construct.setText("Construct" if wording.others else "")
        self.construct.setIcon(QIcon() if wording.others else self._construct_icon)
        parts = (*self.pencils.values(), self.construct)
        for button in parts:
            button.updateGeometry()
        fixed = self.target.width() + self.pieces.width() + self._fit.width()
        gaps = (len(parts) + 2) * px(_GAP)
        return fixed + gaps + sum(button.sizeHint().width() for button in parts)

    # -- what it does ----------------------------------------------------------------------------------------

    def _toggle(self, mode: Mode) -> None:
        self._take(mode if self.pencils[mode].isChecked() else "")

    def _take(self, mode: Mode) -> None:
        for other, button in self.pencils.items():
            button.setChecked(other == mode)
        self.taken.emit(mode)

    def _follow(self, name: str) -> None:
        session = self._store.session
        if name == DRAWN:
            if session.data.name != DRAWN:
                self.target.set_key(session.data.name)
                self._take("draw")
            return
        self._show_whole(session.with_target(name), f"Follow {TARGETS[name].label}")

    def _construct(self, construction: Construction) -> None:
        self._show_whole(construction.session(self._store.session), construction.label)

    def _build(self) -> None:
        session = self._store.session
        if session.target is not None:
            plan = interpolant(session.target, self._pieces)
            self._store.commit(with_neurons(session, plan, plan.pieces), self.whole.text())

    def _show_whole(self, session: Session, text: str) -> None:
        """Commit a session with another target, and show all of that."""
        moved = session.data is not self._store.session.data
        self._store.commit(session, text)
        if moved:
            view = home(session.data)
            self._store.look(center=view.center, half_width=view.half_width, half_height=view.half_height)

    def _choose_pieces(self, number: str) -> None:
        self.pieces_chosen.emit(int(number))
