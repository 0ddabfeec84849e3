// Sends a chosen file in pieces (tus 1.0): a bad line costs a pause, not the file. Without this script the form carries it.
const FIRST = 1 << 20, LEAST = 1 << 17, MOST = 8 << 20, QUICK = 4000, OFTEN = 4000 // octets, milliseconds
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); addEventListener('online', done, { once: true }) })
const store = document.body.dataset.shared === undefined ? localStorage : sessionStorage // the name of a file is a trace too
const memory = { // which file went where, on this device, until its form has left
  key: (file) => `bidaide:${document.body.dataset.who}:envoi:${file.name}:${file.size}:${file.lastModified}`,
  get: (file) => { try { return store[memory.key(file)] } catch {} },
  set: (file, url) => { try { store[memory.key(file)] = url } catch {} },
  forget: (file) => { try { store.removeItem(memory.key(file)) } catch {} },
}
class Refused extends Error {}

document.querySelectorAll('[data-upload]').forEach((box) => {
  const [input, id] = box.querySelectorAll('input'), said = box.querySelector('.upload-said'), name = input.name, form = input.form
  const words = JSON.parse(box.dataset.words)
  const figure = (octets) => (octets / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })
  const bar = document.createElement('progress'), button = document.createElement('button')
  bar.setAttribute('aria-label', words.label)
  button.type = 'button'
  button.className = 'button plain small'
  let job = null, submitter, waits = false, saidAt = 0

  const percent = (octets) => Math.floor(100 * octets / job.file.size)
  const say = (word, octets = job.offset, often = false) => {
    bar.value = octets / job.file.size
    if (often && Date.now() - saidAt < OFTEN) return // read aloud: not with each piece
    saidAt = Date.now()
    const told = { percent: percent(octets), done: figure(octets), size: figure(job.file.size), name: job.file.name }
    said.textContent = (words[word] || word).replace(/{(\w+)}/g, (_, key) => told[key])
  }
  const show = (working) => {
    if (working) said.after(bar, button)
    else { bar.remove(); button.remove() }
  }

  const ask = (method, url, more = {}, body = null) => new Promise((resolve, reject) => {
    const request = job.request = new XMLHttpRequest(), mine = job
    request.open(method, url)
    const headers = { 'Tus-Resumable': '1.0.0', 'X-CSRF-Token': form.elements.csrf.value, ...more }
    Object.entries(headers).forEach((pair) => request.setRequestHeader(...pair))
    if (body) request.upload.onprogress = ({ loaded }) => job === mine && say(waits ? 'waiting' : 'sending', mine.offset + loaded, true)
    request.onerror = request.onabort = request.ontimeout = () => reject(new Error())
    request.onload = () => {
      const { status } = request
      if (status < 300) return resolve(request)
      let detail = ''
      try { detail = JSON.parse(request.responseText).detail } catch {}
      if (status === 404 || status === 410) { memory.forget(mine.file); mine.url = ''; mine.lost++ }
      const again = status >= 500 || [404, 408, 409, 410, 423, 429].includes(status)
      reject(again && mine.lost < 3 ? new Error(status === 503 ? detail : '') : new Refused(detail || words.refused))
    }
    request.send(body)
  })

  const step = async (mine) => {
    const { file } = mine
    if (!mine.url) {
      const known = !mine.lost && memory.get(file)
      if (known) { mine.url = known; mine.sure = false }
      else {
        const metadata = 'filename ' + btoa(String.fromCharCode(...new TextEncoder().encode(file.name)))
        const made = await ask('POST', box.dataset.upload, { 'Upload-Length': file.size, 'Upload-Metadata': metadata })
        mine.url = made.getResponseHeader('Location')
        mine.offset = 0
        memory.set(file, mine.url)
      }
    }
    if (!mine.sure) mine.offset = +(await ask('HEAD', mine.url)).getResponseHeader('Upload-Offset')
    mine.sure = true
    const end = Math.min(mine.offset + mine.piece, file.size), began = Date.now()
    if (end === file.size) say(mine.offset === end ? 'checking' : waits ? 'waiting' : 'sending')
    const sent = await ask('PATCH', mine.url, { 'Upload-Offset': mine.offset, 'Content-Type': 'application/offset+octet-stream' }, file.slice(mine.offset, end))
    mine.offset = +sent.getResponseHeader('Upload-Offset')
    mine.done = mine.offset === file.size
    if (Date.now() - began < QUICK) mine.piece = Math.min(2 * mine.piece, MOST)
  }

  const send = async (mine) => {
    let trouble = 0
    while (job === mine && !mine.done && !mine.paused) {
      try {
        await step(mine)
        trouble = 0
      } catch (problem) {
        if (job !== mine || mine.paused) return
        if (problem instanceof Refused) return refuse(problem.message)
        mine.sure = false
        mine.piece = Math.max(mine.piece / 2, LEAST)
        say(problem.message || 'cut')
        await pause(Math.min(1000 * 2 ** trouble++, 30000))
      }
    }
    if (job !== mine || !mine.done) return
    id.value = mine.url.split('/').pop()
    input.removeAttribute('name') // it has come: the form does not carry it again
    say('done')
    show(false)
    if (waits) form.requestSubmit(submitter)
  }

  const wrong = (is) => {
    input.closest('.field').classList.toggle('wrong', is)
    input.setAttribute('aria-invalid', is)
  }
  const refuse = (why) => {
    memory.forget(job.file)
    waits = false
    say(why)
    show(false)
    input.value = ''
    wrong(true)
    job = null
  }

  input.addEventListener('change', () => {
    if (job && !job.done) {
      job.request?.abort()
      if (job.url) { memory.forget(job.file); ask('DELETE', job.url).catch(() => {}) }
    }
    const [file] = input.files
    input.name = name
    wrong(false)
    job = null
    id.value = said.textContent = ''
    show(false)
    if (!file || file.size > (+input.dataset.max || Infinity)) return
    job = { file, url: '', offset: 0, piece: FIRST, sure: true, lost: 0 }
    button.textContent = words.pause
    show(true)
    say('sending')
    send(job)
  })

  button.addEventListener('click', () => {
    job.paused = !job.paused
    button.textContent = job.paused ? words.resume : words.pause
    if (job.paused) { job.request?.abort(); return say('paused') }
    job.sure = false
    say('sending')
    send(job)
  })

  addEventListener('submit', (event) => { // before any other listener of the page
    if (event.target !== form || !job) return
    if (job.done) return memory.forget(job.file)
    event.preventDefault()
    event.stopImmediatePropagation()
    waits = true
    submitter = event.submitter
    say('waiting')
  }, true)

  form.addEventListener('reset', () => {
    job = null
    waits = false
    input.name = name
    id.value = said.textContent = ''
    show(false)
  })
})
