"""What workers do beside their jobs: open requests follow the registry."""

from comity.portal.exchange.following import follow_registries
from comity.portal.jobs.services import looks_after

looks_after(follow_registries)
