// Writing in the workshop: kept as it is typed, previewed as it will be read. Without this file the button « Enregistrer » does it.
const form = document.getElementById('writing')
const area = document.getElementById('field-text')
const state = form?.querySelector('[data-state]')
const PAUSE = 1200

const store = document.body.dataset.shared === undefined ? localStorage : sessionStorage // on a screen of everybody's, no longer than the tab
const DEVICE = `bidaide:${document.body.dataset.who}:${location.pathname}:writing`
let timer, asking = false, again = false, stopped = form?.hasAttribute('data-stopped'), unsaved = false

const fields = form ? [...form.elements].filter((one) => one.matches('textarea, select, input:not([type=hidden], [type=file])')) : []
const names = () => fields.map((one) => one.name).join()
const typed = () => fields.map((one) => /radio|checkbox/.test(one.type) ? one.checked : one.value)
const retype = (values) => fields.forEach((one, n) => { one[/radio|checkbox/.test(one.type) ? 'checked' : 'value'] = values[n] })
const onDevice = (value) => { try { value === null ? store.removeItem(DEVICE) : store.setItem(DEVICE, value) } catch {} }

const keep = async (leaving = false) => {
  if (stopped) return
  if (asking) { again = true; return }
  asking = true
  unsaved = false
  const sent = new FormData(form)
  sent.set('autosave', '1')
  for (const [name, value] of [...sent]) if (value instanceof File || name.endsWith('_upload')) sent.delete(name) // files leave with the button
  state.textContent = form.dataset.wait
  try {
    const answer = await fetch(form.action, {
      method: 'POST', headers: { 'X-CSRF-Token': sent.get('csrf') }, body: sent, keepalive: leaving,
    })
    if (answer.redirected || answer.status === 403) { // signed out meanwhile: asking again would change nothing
      state.textContent = form.dataset.out
      state.setAttribute('role', 'alert')
      asking = again = false
      return
    }
    const said = await answer.json()
    if (answer.ok) {
      if (!unsaved) onDevice(null)
      form.elements.version.value = said.version
      document.querySelectorAll('#attach [name=version]').forEach((one) => { one.value = said.version })
      document.getElementById(form.dataset.preview).innerHTML = said.html
      document.getElementById('lacking').replaceChildren(...said.lacking.map((line) => Object.assign(document.createElement('li'), { textContent: line })))
      state.textContent = said.saved
    } else {
      stopped = answer.status === 409
      state.textContent = said.message
      state.setAttribute('role', 'alert')
    }
  } catch {
    state.textContent = form.dataset.lost
    unsaved = true
    timer = setTimeout(keep, 8000)
  }
  asking = false
  if (again) { again = false; keep() }
}

const insert = (words, inline) => {
  const before = area.value.slice(0, area.selectionStart)
  const gap = inline || !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  area.focus()
  area.setRangeText(gap + words + (inline ? '' : '\n'), area.selectionStart, area.selectionEnd, 'end')
  if (!inline) area.selectionStart = area.selectionEnd = area.selectionEnd - 1
  area.dispatchEvent(new Event('input', { bubbles: true }))
}

if (form) {
  form.addEventListener('input', () => {
    clearTimeout(timer)
    unsaved = true
    timer = setTimeout(keep, PAUSE)
    onDevice(JSON.stringify({ version: form.elements.version.value, names: names(), values: typed() }))
  })
  addEventListener('pagehide', () => { if (unsaved) { clearTimeout(timer); keep(true) } })
  form.addEventListener('submit', () => { // it stays on this device until a page shows that it has arrived
    stopped = true
    clearTimeout(timer)
    try { onDevice(JSON.stringify({ ...JSON.parse(store.getItem(DEVICE)), left: true })) } catch {}
  })
  addEventListener('pageshow', ({ persisted }) => { if (persisted) stopped = form.hasAttribute('data-stopped') })
  try { // what could not be sent last time
    const kept = JSON.parse(store.getItem(DEVICE))
    const same = kept?.version === form.elements.version.value
    const differs = kept && kept.names === names() && JSON.stringify(kept.values) !== JSON.stringify(typed())
    if (stopped || !differs || (kept.left && !same)) {
      if (!stopped) onDevice(null)
    } else if (same) {
      retype(kept.values)
      state.textContent = form.dataset.back
      timer = setTimeout(keep, PAUSE)
    } else { // somebody wrote since: taking it again leads to both texts, side by side
      const offer = document.querySelector('[data-unsent]')
      offer.hidden = false
      offer.querySelector('button').addEventListener('click', () => {
        retype(kept.values)
        form.elements.version.value = kept.version
        offer.hidden = true
        area.focus()
        keep()
      })
    }
  } catch {}
  form.addEventListener('change', () => { clearTimeout(timer); timer = setTimeout(keep, 200) })
  const bar = document.querySelector('markdown-toolbar')
  if (bar) import(bar.dataset.module).then(() => { bar.hidden = false })
  document.querySelectorAll('.snippets').forEach((one) => { one.hidden = false })
  document.querySelectorAll('[data-insert]').forEach((one) => {
    one.addEventListener('click', () => insert(one.dataset.insert, 'inline' in one.dataset))
  })
}

document.getElementById('attach')?.addEventListener('submit', async (event) => {
  const attach = event.target
  const told = attach.querySelector('[data-state]')
  event.preventDefault()
  event.stopImmediatePropagation()
  told.textContent = form.dataset.wait
  try {
    const fields = new FormData(attach)
    const answer = await fetch(attach.action, { method: 'POST', headers: { 'X-CSRF-Token': fields.get('csrf'), Accept: 'application/json' }, body: fields })
    const said = await answer.json()
    if (!answer.ok) { told.textContent = said.message; return }
    told.textContent = ''
    attach.reset()
    insert(said.markdown)
  } catch { told.textContent = form.dataset.lost }
}, true)
