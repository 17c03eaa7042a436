"""What workers do beside their jobs: files of protocols that were compared go when their time is over."""

from comity.portal.jobs.services import looks_after
from comity.portal.recognition.services import forget_compared

looks_after(forget_compared)
