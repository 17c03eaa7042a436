"""What workers do beside their jobs: suppliers that were kept until a day are deleted on it."""

from comity.portal.check.services import forget_overdue
from comity.portal.jobs.services import looks_after

looks_after(forget_overdue)
