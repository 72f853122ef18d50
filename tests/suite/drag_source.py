"""A window at the top left corner from which the given paths can really be dragged (XDND)."""

import pathlib
import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

paths = [pathlib.Path(path).resolve().as_uri() for path in sys.argv[1:]]

area = Gtk.EventBox()
area.add(Gtk.Label(label="drag me"))
area.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
area.drag_source_add_uri_targets()
area.connect("drag-data-get", lambda _area, _context, selection, _info, _time: selection.set_uris(paths))

# A popup: the window manager neither places nor decorates it.
window = Gtk.Window(title="drag source", type=Gtk.WindowType.POPUP)
window.set_default_size(120, 120)
window.move(0, 0)
window.add(area)
window.show_all()
Gtk.main()
