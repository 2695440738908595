"""How the admin looks: our colors in Unfold's theme, our navigation, nothing from another host."""

from django.templatetags.static import static
from django.urls import reverse_lazy

UNFOLD = {
    "SITE_TITLE": "Cvety",
    "SITE_HEADER": "Cvety",
    "SITE_SUBHEADER": "cvety.admin_navigation.shop_name",
    "SITE_URL": None,
    "DASHBOARD_CALLBACK": "cvety.today.start_page",
    "SITE_ICON": lambda request: static("cvety/mark.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("cvety/mark.svg")}],
    "STYLES": [lambda request: static("cvety/admin.css")],
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {
        # Warm greys between ground, line, soft ink and ink.
        "base": {
            "50": "#faf9f7",
            "100": "#f3f1ec",
            "200": "#e7e3dc",
            "300": "#d3cdc2",
            "400": "#a8a196",
            "500": "#6b665e",
            "600": "#55514a",
            "700": "#35322c",
            "800": "#2a2722",
            "900": "#201e1a",
            "950": "#161512",
        },
        # Leaf: 600 carries white text by day, 500 is what shines by night.
        "primary": {
            "50": "#eef8f2",
            "100": "#d7efe1",
            "200": "#b0dfc5",
            "300": "#7fcba3",
            "400": "#4cc38a",
            "500": "#2f9e6b",
            "600": "#14633f",
            "700": "#115537",
            "800": "#0e452d",
            "900": "#0b3723",
            "950": "#072417",
        },
        "font": {
            "subtle-light": "var(--color-base-500)",
            "subtle-dark": "var(--color-base-400)",
            "default-light": "var(--color-base-700)",
            "default-dark": "var(--color-base-200)",
            "important-light": "#1f1d1a",
            "important-dark": "#f2efe9",
        },
    },
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {
        "action": reverse_lazy("choose-language"),
        # Each in itself: whoever looks for a language cannot read the others.
        "navigation": [
            {"code": "ru", "name_local": "Русский"},
            {"code": "kk", "name_local": "Қазақша"},
            {"code": "en", "name_local": "English"},
        ],
    },
    "ACCOUNT": {"navigation": "cvety.admin_navigation.account_links"},
    "SIDEBAR": {"show_search": False, "navigation": "cvety.admin_navigation.navigation"},
}
