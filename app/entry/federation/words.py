"""What is said of a provider that does not answer as it should."""

from app.core.i18n import N_, _

TROUBLES: dict[str, str] = {
    "refused-address": N_("Bidaide n'a pas le droit d'appeler cette adresse. Demandez à qui installe le service."),
    "away": N_("Le fournisseur ne répond pas."),
    "says-no": N_("Le fournisseur refuse : vérifiez l'identifiant et le secret."),
    "nonsense": N_("Le fournisseur répond autre chose que ce qui est attendu."),
    "other-issuer": N_("Le fournisseur se nomme autrement : recopiez son adresse exactement."),
    "no-pkce": N_("Le fournisseur ne connaît pas la protection PKCE (S256)."),
}


def trouble_words(why: str) -> str:
    return _(TROUBLES.get(why, TROUBLES["nonsense"]))
