"""Random logs: small landing zones in which everything that can collide does, and their edits.

`landing_zones()` draws a landing zone, `arrivals(zone)` an order and split into runs in which its
files may arrive, `chronicles(zone)` a split that keeps to the order of its landing days,
`histories()` a landing zone and what becomes of it when files are added, changed, removed and
delivered again. `samples(strategy, count)` draws large, different examples once, for tests in which
every example costs seconds.
"""

from tests.strategies.edits import arrivals, chronicles, histories
from tests.strategies.samples import samples
from tests.strategies.zones import landing_zones

__all__ = ["arrivals", "chronicles", "histories", "landing_zones", "samples"]
