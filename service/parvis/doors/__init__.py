"""The doors of the console: password and codes, passkeys, identity providers; the sessions they open; who tries too often."""
