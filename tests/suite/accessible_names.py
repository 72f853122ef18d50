"""Prints what a screen reader finds in the window, over AT-SPI: role and name, a line each."""

import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

DEEPEST = 60


def program():
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(i)
        if child and "mlmodel" in (child.get_name() or ""):
            return child
    return None


def walk(node, depth):
    if node is None or depth > DEEPEST:
        return
    print(f"{node.get_role_name()}: {node.get_name()}")
    for i in range(node.get_child_count()):
        walk(node.get_child_at_index(i), depth + 1)


Atspi.init()
end = time.time() + 10
found = program()
while found is None and time.time() < end:
    time.sleep(0.2)
    found = program()
walk(found, 0)
