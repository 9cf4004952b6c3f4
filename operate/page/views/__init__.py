"""The views, one file each: `LINKS` for the navigation, and `routes(page)`."""
