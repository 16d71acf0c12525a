"""Which reviewers there are: those of packages beside the shop, and the classifier if it is wanted."""

from importlib.metadata import entry_points
from importlib.util import find_spec

from server.settings import Settings, SettingsError

GROUP = "showfloor.chat_reviewers"
_CLASSIFIER = "profanity"
_MISSING = (
    "SHOWFLOOR_CHAT_CLASSIFIER: the classifier is not installed. Run"
    " .venv/bin/python -m pip install --require-hashes --no-deps -r requirements-classifier.lock."
)


def installed(settings: Settings) -> dict[str, str]:
    """The reviewers by name, each as `module:function`.

    Raises:
        SettingsError: the classifier is wanted, and its package is not installed.
    """
    found = {point.name: point.value for point in entry_points(group=GROUP)}
    if settings.chat_classifier == "off":
        return found
    if find_spec("profanity_check") is None:
        raise SettingsError([_MISSING])
    return {**found, _CLASSIFIER: f"server.reviewing.profanity:{settings.chat_classifier}"}
