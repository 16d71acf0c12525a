"""The sample shop: what an empty database is filled with, so that there is something to see and to sell."""

from server.sample.logins import SampleLogin, read_logins
from server.sample.seed import seed_sample_shop

__all__ = ["SampleLogin", "read_logins", "seed_sample_shop"]
