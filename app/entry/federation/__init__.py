"""Signing in with the account of one's workplace: OpenID Connect, authorisation code with PKCE.

A provider proves who somebody is, and nothing more: it makes no account, gives no role, and opens the organisation
that has chosen it and no other.
"""
