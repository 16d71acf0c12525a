"""Translations of messages, on demand, by a program of the operator's in a process of its own."""

from server.translating.errors import TranslationUnavailable
from server.translating.translator import Language, Translator, installed

__all__ = ["Language", "TranslationUnavailable", "Translator", "installed"]
