import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { formatTime } from '../text/format.ts';
import { Calendar, noteServerTime, serverNow } from './calendar.ts';

const answered = (date: string) => noteServerTime({ headers: new Headers({ date }) });
const zone = process.env['TZ'];

describe('calendar', () => {
  beforeEach(() => {
    process.env['TZ'] = 'Europe/Paris';
    mock.timers.enable({ apis: ['Date', 'setTimeout'], now: Date.parse('2026-11-23T22:58:30Z') });
    Object.assign(globalThis, { document: new EventTarget() });
    answered('Mon, 23 Nov 2026 22:58:30 GMT');
  });
  afterEach(() => {
    mock.timers.reset();
    Reflect.deleteProperty(globalThis, 'document');
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it("changes the day at midnight in the reader's time zone, and the minute every minute", () => {
    const calendar = new Calendar();
    calendar.start();
    const { value: day } = calendar.day;
    const { value: minute } = calendar.minute;
    mock.timers.tick(30_000);
    assert.equal(calendar.minute.value, minute + 1);
    mock.timers.tick(59_999);
    assert.equal(calendar.day.value, day);
    mock.timers.tick(1);
    assert.notEqual(calendar.day.value, day);
    assert.match(calendar.day.value, /Tue Nov 24 2026$/);
  });

  it("uses the server's clock", () => {
    answered('Mon, 23 Nov 2026 23:09:00 GMT');
    assert.equal(new Date(serverNow()).toISOString(), '2026-11-23T23:09:00.000Z');
    const calendar = new Calendar();
    assert.match(calendar.day.value, /Tue Nov 24 2026$/);
    noteServerTime({ headers: new Headers() });
    assert.equal(new Date(serverNow()).toISOString(), '2026-11-23T23:09:00.000Z');
  });

  it('ignores a difference of seconds', () => {
    answered('Mon, 23 Nov 2026 22:58:27 GMT');
    assert.equal(serverNow(), Date.now());
  });

  it('detects a new time zone when the page becomes visible, and formats for it', () => {
    const calendar = new Calendar();
    calendar.start();
    const time = Date.parse('2026-07-01T10:00:00Z');
    assert.equal(formatTime(time, 'fr'), '12:00');
    const { value: day } = calendar.day;
    // The same offset as Paris in winter, another in summer.
    process.env['TZ'] = 'Africa/Lagos';
    document.dispatchEvent(new Event('visibilitychange'));
    assert.notEqual(calendar.day.value, day);
    assert.equal(formatTime(time, 'fr'), '11:00');
  });
});
