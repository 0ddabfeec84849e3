// The outline by mouse, and without reloading by keyboard. Without this file the arrows still work.
const outline = () => document.getElementById('outline')
const told = document.querySelector('[data-said]')

const order = () => [...outline().querySelectorAll('.sequence, .line')].map((one) => one.id).join()

const say = (moved, changed) => {
  const { moved: where, still } = outline().dataset
  const line = document.getElementById(moved)
  const peers = [...line.parentElement.children].filter((one) => one.matches('.line, .sequence'))
  const home = line.matches('.line') ? line.closest('.sequence') : line.closest('.outline-block')
  const title = (home?.querySelector('h3, h2') ?? document.querySelector('#cote h2')).innerText.replace(/\s+/g, ' ')
  told.textContent = changed
    ? where.replace('{n}', peers.indexOf(line) + 1).replace('{of}', peers.length).replace('{title}', title)
    : still
}

const move = async (fields, item, focus) => {
  const here = outline()
  const before = order()
  try {
    const answer = await fetch(here.dataset.action, {
      method: 'POST',
      headers: { 'X-CSRF-Token': here.dataset.csrf, 'HX-Request': 'true' },
      body: new URLSearchParams(fields),
    })
    if (!answer.ok || answer.redirected) throw new Error(answer.status)
    const opened = [...here.querySelectorAll('details')].map((one) => one.open)
    const fresh = document.createElement('template')
    fresh.innerHTML = await answer.text()
    here.replaceWith(fresh.content)
    outline().querySelectorAll('details').forEach((one, index) => { one.open = opened[index] })
    document.getElementById(focus)?.focus()
    told.className = 'visually-hidden'
    say(item, !focus || order() !== before)
    makeSortable()
  } catch {
    told.className = 'verdict attention'
    told.textContent = here.dataset.failed
    told.scrollIntoView({ block: 'nearest' })
  }
}

let moves = Promise.resolve() // one after the other: a second press waits for the page that the first one gives
const send = (...asked) => { moves = moves.then(() => move(...asked)) }

addEventListener('submit', (event) => {
  const button = event.submitter
  if (event.target.id !== 'order' || !button) return
  event.preventDefault()
  event.stopImmediatePropagation()
  const [, what, key] = button.value.split(':')
  send({ move: button.value }, `${what}-${key}`, button.id)
}, true)

const makeSortable = () => {
  if (!window.Sortable) return
  outline().querySelectorAll('.lines').forEach((list) => new window.Sortable(list, {
    group: 'activities',
    handle: '.grip',
    animation: 0,
    emptyInsertThreshold: 24,
    onEnd: ({ item, to, newIndex }) => send(
      { item: `a:${item.dataset.key}`, to: to.dataset.sequence, position: newIndex + 1 }, `a-${item.dataset.key}`, '',
    ),
  }))
}

if (outline()) {
  const script = document.createElement('script')
  script.src = outline().dataset.sortable
  script.onload = makeSortable
  document.head.append(script)
}
