// Shows what arrives while no page is open, and leads to it. It keeps nothing and fetches nothing.
addEventListener('push', (event) => {
  const news = event.data ? event.data.json() : {}
  event.waitUntil(registration.showNotification(news.title ?? 'Bidaide', {
    body: news.body ?? '', tag: news.id, lang: news.lang, data: { open: news.open ?? '/avis', stop: news.stop },
    actions: news.stop ? [{ action: 'stop', title: news.stopWords }] : [],
  }))
})

addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { open, stop } = event.notification.data
  const address = new URL(event.action === 'stop' ? stop : open, location.origin)
  if (address.origin !== location.origin) return
  event.waitUntil((async () => {
    const pages = await clients.matchAll({ type: 'window' })
    const here = pages.find((page) => page.url === address.href)
    return here ? here.focus() : clients.openWindow(address.href)
  })())
})
