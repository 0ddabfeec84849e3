// A real OpenID provider for the tests, with two people and no page to click through but its own small ones.
import { createServer } from 'node:http'
import Provider from '../../node_modules/oidc-provider/lib/index.js'

const port = Number(process.argv[2])
const back = process.argv[3]
const issuer = `http://127.0.0.1:${port}`
const people = {
  marie: { email: 'admin@demo.example', email_verified: true },
  paul: { email: 'paul@demo.example', email_verified: true },
  faux: { email: 'adviser@demo.example', email_verified: false },
}

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'bidaide', client_secret: 'un-secret-de-fournisseur-pour-les-essais', redirect_uris: [back],
    response_types: ['code'], grant_types: ['authorization_code'],
    post_logout_redirect_uris: [new URL('/', back).href],
  }],
  claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ['only-for-tests'] },
  jwks: undefined,
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  interactions: { url: (ctx, interaction) => `/qui/${interaction.uid}` },
  findAccount: (ctx, id) => people[id] && ({ accountId: id, claims: () => ({ sub: id, name: id, ...people[id] }) }),
})

const handle = provider.callback()
const page = (uid) => `<!doctype html><html lang="fr"><title>Fournisseur</title><h1>Qui êtes-vous ?</h1>` +
  Object.keys(people).map((id) => `<form method="post" action="/qui/${uid}/${id}"><button>${id}</button></form>`).join('')

createServer(async (req, res) => {
  const found = /^\/qui\/([\w-]+)(?:\/(\w+))?$/.exec(req.url)
  if (!found) return handle(req, res)
  try {
    if (req.method === 'GET') return res.setHeader('content-type', 'text/html; charset=utf-8').end(page(found[1]))
    const asked = await provider.interactionDetails(req, res)
    const grant = new provider.Grant({ accountId: found[2], clientId: asked.params.client_id })
    grant.addOIDCScope('openid email profile')
    const result = {
      login: { accountId: found[2], acr: 'urn:essai:deux', amr: ['pwd', 'mfa'] },
      consent: { grantId: await grant.save() },
    }
    await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false })
  } catch (error) {
    res.statusCode = 500
    res.end(String(error))
  }
}).listen(port, '127.0.0.1', () => console.log('ready'))
