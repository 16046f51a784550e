"""The pages' common ground: settings, addresses, navigation, base templates, static files."""
