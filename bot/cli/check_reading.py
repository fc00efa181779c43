"""What `check` says of the extra that reads texts for their meaning."""

from bot.analysis.encoder import PACKAGE, is_installed, version
from bot.cli.finding import Finding

WITHOUT: str = (
    "the extra `reading` is not installed: stories and bells do not cross languages, words alone tell what "
    "is one story, and harm is seen only where a known word tells of it. "
    "pip install 'veille[reading]' installs it"
)


def look_at_reading() -> Finding:
    """Whether the encoder is there."""
    if not is_installed():
        return Finding("reading", True, WITHOUT)
    return Finding("reading", True, f"{PACKAGE} {version().rpartition('-')[2]} is installed")
