"""Small lists as members send them."""

from django.core.files.uploadedfile import SimpleUploadedFile

HEADER = "Supplier name,Address,City,Country,Protocol,Audit date,Annual spend"
ROWS = (
    "Korvel Foods Ltd,12 Mill Road,Pune,India,SMETA 4-Pillar 6.0,2025-03-04,90000",
    "Tasbru Packaging GmbH,Industriestraße 4,Köln,Germany,SMETA 4-Pillar 6.0,2025-11-20,12000",
    "Okasim Glas GmbH,Am Hafen 9,Lübeck,Germany,SMETA 4-Pillar 6.0,2019-01-10,500",
)


def small_list(*rows: str, name: str = "our list.csv") -> SimpleUploadedFile:
    text = "\n".join([HEADER, *(rows or ROWS)]) + "\n"
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")
