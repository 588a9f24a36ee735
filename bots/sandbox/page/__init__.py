"""The practice page: both platforms side by side in a browser, served on the loopback."""

from bots.sandbox.page.backstage import Backstage, CameDue, LibraryNow, ServiceNow
from bots.sandbox.page.board import Board
from bots.sandbox.page.cast import Cast
from bots.sandbox.page.server import Page

__all__ = ["Backstage", "Board", "CameDue", "Cast", "LibraryNow", "Page", "ServiceNow"]
