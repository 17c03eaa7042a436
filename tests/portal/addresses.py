"""Addresses of the small programme that tests visit."""

PROGRAMME = "/programmes/hedgerow/"
ALDER = f"{PROGRAMME}members/alder-foods/"
CEDAR = f"{PROGRAMME}members/cedar-home/"
NORTHWIND = f"{PROGRAMME}members/northwind-dairy/"
PAST, NOW = f"{PROGRAMME}rounds/2025-H2/", f"{PROGRAMME}rounds/2026-H1/"
