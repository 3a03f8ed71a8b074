"""The submodel in other libraries, as their own manuals would write it."""
