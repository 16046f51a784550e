"""Who, and with whom: people, consents, partners, projects."""
