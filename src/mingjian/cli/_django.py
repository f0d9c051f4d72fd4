"""Set Django up at the door, for the commands that need the office. The others start without it, and work where it is not installed."""

import os

from mingjian.core.errors import BadInput


def set_up() -> None:
    """Make the office's models usable. Raises BadInput where the console is not installed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.settings")
    try:
        import django
    except ModuleNotFoundError as error:
        raise BadInput(
            "此命令需要控制台部分，请执行 pip install 'mingjian[console]'。", "This command needs the console: run pip install 'mingjian[console]'."
        ) from error
    django.setup()
