"""Erasing for real: what goes, what the law keeps sealed and until when, and the certificate that remains.

preview(session, scope)                     what an erasure would do, nothing done
erase(session, actor, scope, why)           the act; a certificate remains
erasures_list(session)                      the lines that a backup carries: ids, scopes and dates
replay(session, lines)                      the same, applied to a database restored from before
purge_archive(session, day)                 what is over in the intermediate archive goes
open_bundle(session, actor, id, reason)     the one way to read a sealed bundle

They are in `services`; `Scope`, `Why` and `Plan` in `rules`; what becomes of each table in `fates`.
"""
