"""What a site is called by: the columns that any row about a site may carry, in every room.

A frame "of sites" holds these columns, all present, null where unknown, text trimmed and never empty.
Rooms add their own columns beside them (`list`, `row`, `record`, `site` ...).
"""

import polars as pl

IDENTIFIERS = (
    "lei",  # ISO 17442
    "gln",  # GS1 General Specifications
    "os_id",  # Open Supply Hub
    "duns",
    "sedex_site",  # ZS...
    "sedex_company",  # ZC...: names the company, not the site
    "amfori_id",
    "rba_id",
    "national_id",  # CNPJ, USCC, GSTIN ...: names the legal entity
)

SITE_SCHEMA = pl.Schema(
    {
        "site_name": pl.String,
        "supplier_name": pl.String,
        "parent_name": pl.String,
        "address": pl.String,
        "city": pl.String,
        "region": pl.String,
        "postal_code": pl.String,
        "country": pl.String,  # ISO 3166-1 alpha-2, upper case
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        **dict.fromkeys(IDENTIFIERS, pl.String),
    }
)
