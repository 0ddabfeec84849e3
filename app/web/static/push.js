// Adding this device to those that may ring: asked only when somebody taps the button.
const place = document.querySelector('.push'), button = place.querySelector('button'), said = place.querySelector('.push-said')
const words = JSON.parse(place.dataset.words)
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))

const send = async (subscription) => {
  const { endpoint, keys } = subscription.toJSON()
  const body = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth })
  const answer = await fetch('/reglages/avis/appareils', { method: 'POST', body, headers: { 'X-CSRF-Token': place.dataset.token } })
  if (!answer.ok) throw new Error(answer.status)
}

if ('serviceWorker' in navigator && 'PushManager' in window) {
  button.hidden = false
  button.addEventListener('click', async () => {
    if ((await Notification.requestPermission()) !== 'granted') return (said.textContent = words.denied)
    try {
      await navigator.serviceWorker.register('/sw.js')
      const worker = await navigator.serviceWorker.ready
      const known = await worker.pushManager.getSubscription()
      const asked = { userVisibleOnly: true, applicationServerKey: bytes(place.dataset.pushKey) }
      await send(known ?? await worker.pushManager.subscribe(asked))
      location.reload()
    } catch {
      said.textContent = words.failed
    }
  })
}
