// What ical.js (Mozilla's, the reader of Thunderbird) understands of a calendar given on standard input, as JSON.
import ICAL from "ical.js"

const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const calendar = new ICAL.Component(ICAL.parse(Buffer.concat(chunks).toString("utf8")))
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone)
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component)
  const said = (name) => component.getFirstPropertyValue(name)
  return {
    uid: event.uid,
    summary: event.summary,
    location: event.location,
    description: event.description,
    sequence: event.sequence,
    status: said("status"),
    url: said("url"),
    stamp: said("dtstamp")?.toJSDate().toISOString(),
    organizer: said("organizer"),
    attendee: said("attendee"),
    allDay: event.startDate.isDate,
    starts: event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
    ends: event.endDate.isDate ? event.endDate.toString() : event.endDate.toJSDate().toISOString(),
    zone: component.getFirstProperty("dtstart").getParameter("tzid") ?? null,
  }
})
process.stdout.write(JSON.stringify({ method: calendar.getFirstPropertyValue("method"), name: calendar.getFirstPropertyValue("x-wr-calname"), events }))
