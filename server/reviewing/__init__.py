"""The operator's programs that look at what everybody reads already, in a process of their own."""

from server.reviewing.points import installed
from server.reviewing.reviewers import Reviewers

__all__ = ["Reviewers", "installed"]
