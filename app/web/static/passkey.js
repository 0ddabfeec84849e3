// Keys of the browser (WebAuthn): what is to be signed is fetched, the answer goes with the form as any other field.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }))

async function signed(asked) {
  asked.challenge = bytes(asked.challenge)
  if (asked.user) {
    asked.user.id = bytes(asked.user.id)
    asked.excludeCredentials = listed(asked.excludeCredentials)
    return navigator.credentials.create({ publicKey: asked })
  }
  asked.allowCredentials = listed(asked.allowCredentials)
  return navigator.credentials.get({ publicKey: asked })
}

function told(key) {
  const { response } = key, said = { clientDataJSON: text(response.clientDataJSON) }
  for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (response[name]) said[name] = text(response[name])
  }
  if (response.getTransports) said.transports = response.getTransports()
  return { id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: {}, response: said }
}

for (const place of document.querySelectorAll('[data-passkey]')) {
  const { site, passkey } = place.dataset, form = place.querySelector('form'), failed = place.querySelector('[data-failed]')
  const here = location.hostname === site || location.hostname.endsWith(`.${site}`)
  if (!here || !window.PublicKeyCredential || place.dataset.ready) continue
  place.dataset.ready = 'yes'
  place.querySelector('[data-unable]').hidden = true
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    failed.hidden = true
    try {
      const answer = await fetch(passkey, { method: 'POST', headers: { 'X-CSRF-Token': form.elements.csrf.value } })
      if (answer.redirected) { location.assign(answer.url); return }
      if (!answer.ok) throw new Error(answer.statusText)
      form.elements.answer.value = JSON.stringify(told(await signed(await answer.json())))
      form.submit()
    } catch {
      failed.hidden = false
    }
  })
}
