"""The API's description: what views say of their lists and rows here, and what is added to all of them alike.

`document.document` puts it together; docs/openapi.json keeps it, `/openapi.json` serves it.
"""

from .lists import list_parameters
from .shapes import Page, Photo, page_of

__all__ = ["Page", "Photo", "list_parameters", "page_of"]
