"""What people keep an eye on: sellers they follow, shows to be reminded of, products they wish for."""

from server.interests.service import Interests
from server.interests.subscriptions import Mailing, Recipient, Subscription, Topic

__all__ = ["Interests", "Mailing", "Recipient", "Subscription", "Topic"]
