// The outline by mouse, and without reloading by keyboard. Without this file the arrows still work.
const outline = () => document.getElementById('outline')

const send = async (fields, focus) => {
  const here = outline()
  try {
    const answer = await fetch(here.dataset.action, {
      method: 'POST',
      headers: { 'X-CSRF-Token': here.dataset.csrf, 'HX-Request': 'true' },
      body: new URLSearchParams(fields),
    })
    if (!answer.ok) throw new Error(answer.status)
    const opened = [...here.querySelectorAll('details')].map((one) => one.open)
    const said = here.dataset.moved
    const fresh = document.createElement('template')
    fresh.innerHTML = await answer.text()
    here.replaceWith(fresh.content)
    outline().querySelectorAll('details').forEach((one, index) => { one.open = opened[index] })
    outline().querySelector('[data-said]').textContent = said
    document.getElementById(focus)?.focus()
    makeSortable()
  } catch {
    here.querySelector('[data-said]').textContent = here.dataset.failed
    location.reload()
  }
}

addEventListener('submit', (event) => {
  const button = event.submitter
  if (event.target.id !== 'order' || !button) return
  event.preventDefault()
  event.stopImmediatePropagation()
  send({ move: button.value }, button.id)
}, true)

const makeSortable = () => {
  if (!window.Sortable) return
  outline().querySelectorAll('.lines').forEach((list) => new window.Sortable(list, {
    group: 'activities',
    handle: '.grip',
    animation: 0,
    emptyInsertThreshold: 24,
    onEnd: ({ item, to, newIndex }) => send({ item: `a:${item.dataset.key}`, to: to.dataset.sequence, position: newIndex + 1 }, ''),
  }))
}

if (outline()) {
  const script = document.createElement('script')
  script.src = outline().dataset.sortable
  script.onload = makeSortable
  document.head.append(script)
}
