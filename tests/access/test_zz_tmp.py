from tests.access import matrix
from tests.access.scene import PERSONAS
LINES = matrix.read()
def test_it(app, walk):
    out=[]
    for method, path in sorted(set(matrix.routes(app)) - set(LINES), key=lambda x:(x[1],x[0])):
        if not path.startswith(("/compte","/connexion","/pas-moi","/admin/securite")) or path.startswith(("/connexion/courriel","/connexion/ecran","/connexion/sms","/connexion/aide","/compte/entrer")): continue
        try: out.append((method,path,[walk.knock(p, method, path).status_code for p in PERSONAS]))
        except Exception as e: out.append((method,path,[repr(e)]))
    open("/tmp/staff/matrix","w").write("\n".join(f"{m:<6} {p:<78} "+" ".join(map(str,c)) for m,p,c in out))
